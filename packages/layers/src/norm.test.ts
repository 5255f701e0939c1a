import "@tensorflow/tfjs-backend-cpu";
import { ready, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { LayerNorm, ParameterTable } from "./index.ts";

beforeAll(async () => {
  await ready();
});

function norm(epsilon: number, gain = [1, 1], bias = [0, 0]) {
  const parameters = new ParameterTable();
  const made = new LayerNorm(parameters.scope("ln"), 2, { epsilon });
  parameters.assign("ln.weight", Float32Array.from(gain));
  parameters.assign("ln.bias", Float32Array.from(bias));
  return made;
}

it("divides by the biased standard deviation, with epsilon inside the root", () => {
  // mean 2, biased variance 1: (x − 2) / sqrt(1 + 3)
  const y = norm(3, [2, 4], [10, 20]).apply(tensor([[1, 3]]));
  expect([...y.dataSync()]).toEqual([9, 22]);
});

it("treats every position alone", () => {
  const y = norm(1e-5).apply(
    tensor([
      [
        [1, 3],
        [100, 300],
      ],
    ]),
  );
  for (const [i, value] of [-1, 1, -1, 1].entries()) {
    expect(y.dataSync()[i]).toBeCloseTo(value, 4);
  }
});

it("sums with the residual and normalises the sum", () => {
  const { normalized, sum } = norm(3).applyToSum(tensor([[4, 5]]), tensor([[-3, -2]]));
  expect([...sum.dataSync()]).toEqual([1, 3]);
  expect([...normalized.dataSync()]).toEqual([-0.5, 0.5]);
});

it("starts as a plain normalisation", () => {
  const parameters = new ParameterTable();
  new LayerNorm(parameters.scope("ln"), 3);
  parameters.initialize(1);
  expect([...parameters.get("ln.weight").variable.dataSync()]).toEqual([1, 1, 1]);
  expect([...parameters.get("ln.bias").variable.dataSync()]).toEqual([0, 0, 0]);
});
