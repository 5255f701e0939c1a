import "@tensorflow/tfjs-backend-cpu";
import { memory, ready, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { clipping } from "./clip.ts";
import { optimizer, parameter, step } from "./testing.ts";

beforeAll(async () => {
  await ready();
});

const read = (value: Tensor) => value.dataSync()[0] as number;

it("measures the norm over all gradients together", () => {
  const { gradNorm } = clipping([tensor([[2, 1]]), tensor([-2, 4])], 1);
  expect(read(gradNorm)).toBeCloseTo(5, 6);
});

it("scales longer gradients to clipNorm / (norm + 1e-6)", () => {
  const { gradScale } = clipping([tensor([30, 40])], 2);
  expect(read(gradScale)).toBeCloseTo(2 / (50 + 1e-6), 7);
});

it("leaves shorter gradients exactly as they are", () => {
  expect(read(clipping([tensor([0.3, 0.4])], 1).gradScale)).toBe(1);
});

it("gives norm 0 for no gradients", () => {
  expect(read(clipping([], 1).gradNorm)).toBe(0);
});

it("carries NaN on, so that the loop can see it", () => {
  expect(read(clipping([tensor([Number.NaN])], 1).gradNorm)).toBeNaN();
});

it.each(["adamw", "sgd"])("is told of by %s, whether it clips or not", (type) => {
  for (const clipNorm of [null, 1, 10]) {
    const w = parameter("w", [[1, 2]]);
    expect(step(optimizer({ type, clipNorm }, w), [[[3, 4]]], 0.1)).toBeCloseTo(5, 6);
    expect(step(optimizer({ type, clipNorm }, w), [null], 0.1)).toBe(0);
  }
});

it("makes two tensors and no more", () => {
  const grads = [tensor([3, 4])];
  const before = memory().numTensors;
  tidy(() => {
    clipping(grads, 1);
    expect(memory().numTensors).toBe(before + 2);
  });
});
