import { addLayerNorm, layerNorm } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { type Array64, type Arrays, get, need } from "../oracle/array.ts";
import { layerNormBackward, layerNormForward } from "../oracle/layer-norm.ts";

function normCase(shape: readonly number[], epsilon: number, centre = 0): Case {
  const width = shape.at(-1) ?? 1;
  return {
    name: `[${shape}], epsilon ${epsilon}, mean about ${centre}`,
    inputs: {
      x: sample(shape, 11, 1, centre),
      gain: sample([width], 12, 0.3, 1),
      bias: sample([width], 13, 0.3),
    },
    run: ({ x, gain, bias }) => [
      layerNorm(x as Tensor, gain as Tensor, bias as Tensor, { epsilon }),
    ],
    forward: (inputs) => [layerNormForward(inputs, epsilon)],
    backward: (inputs, [dy]) => layerNormBackward(inputs, dy as Array64, epsilon),
  };
}

function plus(a: Array64, b: Array64): Array64 {
  return { shape: a.shape, data: a.data.map((value, at) => value + get(b, at)) };
}

function withSum(inputs: Arrays): Arrays {
  return { ...inputs, x: plus(need(inputs, "x"), need(inputs, "residual")) };
}

/** Which of the two outputs is used: the gradient of the other one is zero. */
type Used = "both" | "normalized" | "sum";

function addNormCase(shape: readonly number[], used: Used): Case {
  const width = shape.at(-1) ?? 1;
  const keep = <T>(both: [T, T]): T[] =>
    both.filter((_, n) => used === "both" || (n === 0) === (used === "normalized"));
  return {
    name: `[${shape}], ${used} used`,
    inputs: {
      x: sample(shape, 14),
      residual: sample(shape, 15, 2),
      gain: sample([width], 16, 0.3, 1),
      bias: sample([width], 17, 0.3),
    },
    run: ({ x, residual, gain, bias }) => {
      const out = addLayerNorm(x as Tensor, residual as Tensor, gain as Tensor, bias as Tensor);
      return keep([out.normalized, out.sum]);
    },
    forward: (inputs) => {
      const all = withSum(inputs);
      return keep([layerNormForward(all, 1e-5), need(all, "x")]);
    },
    backward: (inputs, dys) => {
      const shapeless = need(inputs, "x");
      const none = { shape, data: shapeless.data.map(() => 0) };
      const dy = used === "sum" ? none : (dys[0] as Array64);
      const dsum = used === "normalized" ? none : (dys.at(-1) as Array64);
      const gradients = layerNormBackward(withSum(inputs), dy, 1e-5);
      const dx = plus(need(gradients, "x"), dsum);
      return { ...gradients, x: dx, residual: dx };
    },
  };
}

/** Odd widths, the epsilons of all five systems, and rows far from zero, where E[x²] − E[x]² fails. */
export const LAYER_NORM: CaseGroup = {
  op: "layerNorm",
  cases: [
    ...[1, 2, 3, 7, 17, 33, 130].map((width) => normCase([3, width], 1e-5)),
    normCase([5], 1e-6),
    normCase([1, 1, 3], 1e-12),
    normCase([2, 3, 7], 1e-12),
    normCase([33, 48], 1e-6),
    normCase([4, 40], 1e-5, 30),
  ],
};

/** The residual sum and its norm, with either output or both in use. */
export const ADD_LAYER_NORM: CaseGroup = {
  op: "addLayerNorm",
  cases: [
    ...[1, 7, 33].map((width) => addNormCase([3, width], "both")),
    addNormCase([2, 5, 17], "normalized"),
    addNormCase([2, 5, 17], "sum"),
    addNormCase([2, 1, 130], "both"),
  ],
};
