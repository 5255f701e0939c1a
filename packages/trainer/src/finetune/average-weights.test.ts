import { expect, it } from "vitest";
import type { HostTensor } from "../loop/snapshot.ts";
import { averageWeights } from "./average-weights.ts";

const weights = (...values: number[]) =>
  new Map<string, HostTensor>([["w", { shape: [values.length], data: Float32Array.from(values) }]]);

it("averages checkpoints, weight by weight", () => {
  const mean = averageWeights([weights(1, 2), weights(3, 2), weights(8, -1)]);
  expect(mean.get("w")).toEqual({ shape: [2], data: Float32Array.of(4, 1) });
});

it("gives one checkpoint back as it is, in memory of its own", () => {
  const one = weights(0.1, -7);
  const mean = averageWeights([one]);
  expect(mean).toEqual(one);
  expect(mean.get("w")?.data).not.toBe(one.get("w")?.data);
});

it("refuses checkpoints of different models", () => {
  expect(() => averageWeights([weights(1, 2), weights(1)])).toThrow(/not of one model/);
  expect(() => averageWeights([weights(1), new Map()])).toThrow(/"w" in all/);
});
