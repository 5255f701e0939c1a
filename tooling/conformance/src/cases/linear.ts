import { type Activation, activate, linear } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { activationBackward, activationForward } from "../oracle/activation.ts";
import { type Array64, need } from "../oracle/array.ts";
import { linearBackward, linearForward } from "../oracle/linear.ts";

const ACTIVATIONS: readonly Activation[] = ["none", "relu", "gelu", "gelu_tanh", "gelu_sigmoid"];

function linearCase(
  shape: readonly number[],
  out: number,
  activation: Activation,
  biased: boolean,
): Case {
  const width = shape.at(-1) ?? 1;
  const weight = sample([width, out], 2, 1 / Math.sqrt(width));
  return {
    name: `x [${shape}], weight [${width},${out}], ${activation}, ${biased ? "bias" : "no bias"}`,
    inputs: { x: sample(shape, 1), weight, ...(biased && { bias: sample([out], 3) }) },
    run: ({ x, weight, bias }) => [linear(x as Tensor, weight as Tensor, bias, { activation })],
    forward: (inputs) => [linearForward(inputs, activation)],
    backward: (inputs, [dy]) => linearBackward(inputs, dy as Array64, activation),
  };
}

function activationCase(shape: readonly number[], activation: Activation, spread: number): Case {
  return {
    name: `${activation} of [${shape}], values about ${spread}`,
    inputs: { x: sample(shape, 4, spread) },
    run: ({ x }) => [activate(x as Tensor, activation)],
    forward: (inputs) => [activationForward(need(inputs, "x"), activation)],
    backward: (inputs, [dy]) => ({
      x: activationBackward(need(inputs, "x"), dy as Array64, activation),
    }),
  };
}

/** Odd sizes, every rank, every activation; the last sizes are more than one tile of any kernel. */
export const LINEAR: CaseGroup = {
  op: "linear",
  cases: [
    ...[1, 3, 7, 17, 33].flatMap((size) => [
      linearCase([size, 3], size, "none", true),
      linearCase([3, size], 7, "none", false),
    ]),
    linearCase([5], 4, "none", true),
    linearCase([2, 3, 5], 7, "none", true),
    linearCase([2, 1, 3, 4], 1, "none", false),
    ...ACTIVATIONS.flatMap((activation) => [
      linearCase([3, 5, 17], 9, activation, true),
      linearCase([7, 3], 33, activation, false),
    ]),
    linearCase([67, 130], 71, "gelu_tanh", true),
    linearCase([130, 65], 257, "none", true),
  ],
};

/** Small and large arguments, where the tails of erf, tanh and exp count. */
export const ACTIVATION: CaseGroup = {
  op: "activate",
  cases: ACTIVATIONS.filter((activation) => activation !== "none").flatMap((activation) => [
    activationCase([1], activation, 1),
    activationCase([3, 7, 33], activation, 1),
    activationCase([129], activation, 10),
  ]),
};
