import "@tensorflow/tfjs-backend-cpu";
import { memory, ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { numbers, optimizer, parameter, step } from "./testing.ts";

beforeAll(async () => {
  await ready();
});

describe("sgd", () => {
  it("steps against the gradient", () => {
    const w = parameter("w", [1, 2]);
    const made = optimizer({ type: "sgd", momentum: 0 }, w);
    step(made, [[0.5, -1]], 0.1);
    expect(numbers(w.variable)[0]).toBeCloseTo(0.95, 6);
    expect(numbers(w.variable)[1]).toBeCloseTo(2.1, 6);
    expect(made.state().tensors).toEqual({});
  });

  it("carries momentum as torch does: m = 0.9 m + g", () => {
    const w = parameter("w", [0]);
    const made = optimizer("sgd", w);
    for (const grad of [1, 1, -2]) step(made, [[grad]], 0.1);
    const sums = [1, 0.9 + 1, 0.9 * 1.9 - 2];
    const expected = -0.1 * sums.reduce((a, b) => a + b);
    expect(numbers(w.variable)[0]).toBeCloseTo(expected, 6);
  });

  it("adds decay to the gradient of matrices", () => {
    const [matrix, vector] = [parameter("w", [[2]]), parameter("b", [2])];
    const made = optimizer({ type: "sgd", weightDecay: 0.5 }, matrix, vector);
    step(made, [[[0]], [0]], 0.1);
    expect(numbers(matrix.variable)[0]).toBeCloseTo(1.9, 6);
    expect(numbers(vector.variable)).toEqual([2]);
  });

  it("clips by the global norm", () => {
    const w = parameter("w", [0, 0]);
    const made = optimizer({ type: "sgd", momentum: 0, clipNorm: 1 }, w);
    expect(step(made, [[3, 4]], 1)).toBeCloseTo(5, 5);
    expect(numbers(w.variable)[0]).toBeCloseTo(-0.6, 5);
    expect(numbers(w.variable)[1]).toBeCloseTo(-0.8, 5);
  });

  it("leaves no tensors behind", () => {
    const w = parameter("w", [[0, 0]]);
    const made = optimizer({ type: "sgd", weightDecay: 0.1, clipNorm: 1 }, w);
    step(made, [[[1, 1]]], 0.1);
    const before = memory().numTensors;
    for (let i = 0; i < 5; i++) step(made, [[[1, 1]]], 0.1);
    expect(memory().numTensors).toBe(before);
  });
});
