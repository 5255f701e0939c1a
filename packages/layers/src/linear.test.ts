import "@tensorflow/tfjs-backend-cpu";
import { ready, tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { Linear, linearNames, ParameterTable } from "./index.ts";

beforeAll(async () => {
  await ready();
});

/** Weight [[1, 2, 3], [4, 5, 6]], bias [10, 20, −50]. */
function layer(bias = true) {
  const parameters = new ParameterTable();
  const made = new Linear(parameters.scope("fc"), { inFeatures: 2, outFeatures: 3, bias });
  made.weight.assign(Float32Array.of(1, 2, 3, 4, 5, 6));
  made.bias?.assign(Float32Array.of(10, 20, -50));
  return { made, parameters };
}
const x = () =>
  tensor([
    [
      [1, -1],
      [2, 0.5],
    ],
  ]); // [1, 2, 2]

it("is x·W + b over the last axis", () => {
  const y = layer().made.apply(x());
  expect(y.shape).toEqual([1, 2, 3]);
  expect([...y.dataSync()]).toEqual([7, 17, -53, 14, 26.5, -41]);
});

it("applies an activation in the same pass", () => {
  expect([...layer().made.apply(x(), "relu").dataSync()]).toEqual([7, 17, 0, 14, 26.5, 0]);
});

it("does without a bias where there is none", () => {
  const { made, parameters } = layer(false);
  expect([...made.apply(x()).dataSync()]).toEqual([-3, -3, -3, 4, 6.5, 9]);
  expect(parameters.names).toEqual(["fc.weight"]);
});

it("starts with weights of standard deviation 0.02 and biases of zero", () => {
  const parameters = new ParameterTable();
  const names = linearNames("h.0.mlp.c_fc");
  new Linear(parameters.scope(), { inFeatures: 64, outFeatures: 64, names });
  parameters.initialize(3);
  const weight = parameters.get("h.0.mlp.c_fc.weight").variable.dataSync<"float32">();
  const square = weight.reduce((sum, value) => sum + value * value, 0) / weight.length;
  expect(Math.sqrt(square)).toBeCloseTo(0.02, 3);
  expect(
    parameters
      .get("h.0.mlp.c_fc.bias")
      .variable.dataSync()
      .every((b) => b === 0),
  ).toBe(true);
});
