import { type AdamHyper, adamUpdate, globalNorm } from "@gpt/ops";
import { scalar, type Tensor, type Variable, variable } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { adamStep, norm } from "../oracle/adam.ts";
import { type Arrays, need } from "../oracle/array.ts";

const KINDS = ["param", "grad", "m", "v"] as const;

function adamInputs(shapes: readonly (readonly number[])[]): Arrays {
  const entries = shapes.flatMap((shape, i) => [
    [`param.${i}`, sample(shape, 61 + i)],
    [`grad.${i}`, sample(shape, 71 + i, 0.1)],
    [`m.${i}`, sample(shape, 81 + i, 0.1)],
    [`v.${i}`, squared(sample(shape, 91 + i, 0.1))],
  ]);
  return Object.fromEntries(entries);
}

function squared(array: { shape: readonly number[]; data: Float64Array }): typeof array {
  return { shape: array.shape, data: array.data.map((x) => Math.fround(x * x)) };
}

/** One step of all parameters; the outputs are param, m and v of each, and the norm where nothing scales. */
function adamCase(
  name: string,
  shapes: readonly (readonly number[])[],
  hyper: Omit<AdamHyper, "gradScale">,
  gradScale?: number,
): Case {
  return {
    name,
    inputs: adamInputs(shapes),
    run: (inputs) => {
      const list = (kind: string) => shapes.map((_, i) => inputs[`${kind}.${i}`] as Tensor);
      const variables = (kind: string) => list(kind).map((x): Variable => variable(x));
      const [params, m, v] = [variables("param"), variables("m"), variables("v")];
      const scale = gradScale === undefined ? {} : { gradScale: scalar(gradScale) };
      const gradNorm = adamUpdate(params, list("grad"), m, v, { ...hyper, ...scale });
      const all = shapes.flatMap((_, i) => [params[i], m[i], v[i]] as Variable[]);
      const results = all.map((x) => {
        const result: Tensor = x.clone();
        x.dispose();
        return result;
      });
      return gradNorm === null ? results : [...results, gradNorm];
    },
    forward: (inputs) => {
      const results = shapes.flatMap((_, i) => {
        const one = Object.fromEntries(KINDS.map((k) => [k, need(inputs, `${k}.${i}`)]));
        const next = adamStep(one, hyper, hyper.decay[i] ?? 0, gradScale ?? 1);
        return [next.param, next.m, next.v];
      });
      const grads = shapes.map((_, i) => need(inputs, `grad.${i}`));
      return gradScale === undefined ? [...results, norm(grads)] : results;
    },
  };
}

const SHAPES = [[3, 7], [1], [17], [2, 3, 5]] as const;
const ADAMW = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, stepSize: 3e-3, denomScale: 2.7 };

/** One and many parameters, with and without decay, clipping and bias correction. */
export const ADAM_UPDATE: CaseGroup = {
  op: "adamUpdate",
  cases: [
    adamCase("one parameter", [[33]], { ...ADAMW, decay: [0] }),
    adamCase("four parameters, two of which decay", SHAPES, { ...ADAMW, decay: [0.1, 0, 0, 0.01] }),
    adamCase("clipped gradients", SHAPES, { ...ADAMW, decay: [0.1, 0, 0, 0] }, 0.125),
    adamCase(
      "BERT's: no bias correction, large epsilon",
      [[130], [5, 5]],
      { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, stepSize: 1e-4, denomScale: 1, decay: [1e-6, 0] },
      1,
    ),
  ],
};

function normCase(shapes: readonly (readonly number[])[], spread: number): Case {
  return {
    name: `${shapes.length} tensors ${JSON.stringify(shapes.slice(0, 4))}, values about ${spread}`,
    inputs: Object.fromEntries(shapes.map((shape, i) => [`x${i}`, sample(shape, 95 + i, spread)])),
    run: (inputs) => [globalNorm(Object.values(inputs))],
    forward: (inputs) => [norm(Object.values(inputs))],
  };
}

/** One tensor, several, a scalar among them. */
export const GLOBAL_NORM: CaseGroup = {
  op: "globalNorm",
  cases: [
    normCase([[1]], 1),
    normCase([[3, 7], [], [17], [2, 3, 5]], 1),
    normCase([[4099]], 1e-3),
    normCase([[33], [1]], 1e4),
    normCase([[3], [2]], 0),
    normCase(Array(40).fill([2, 3]), 1), // more than any device binds at once
  ],
};
