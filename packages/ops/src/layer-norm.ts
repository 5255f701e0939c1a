import {
  add,
  mean as meanOf,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { areFloat, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp } from "./dispatch.ts";
import { flatten } from "./linear.ts";

/** Attributes of the layer-norm kernels. */
export interface LayerNormAttrs {
  /** Added to the variance inside the root. */
  readonly epsilon: number;
}

/** Normalises rows; returns [y, mean, rstd] with mean and rstd `[N]`. */
function normalize(x: Tensor, gain: Tensor, bias: Tensor, epsilon: number): Tensor[] {
  const rows = flatten(x); // [N, C]
  const mean = meanOf(rows, 1, true); // [N, 1]
  const centred = sub(rows, mean);
  const rstd = rsqrt(add(meanOf(square(centred), 1, true), epsilon));
  const y = add(mul(mul(centred, rstd), gain), bias);
  return [reshape(y, x.shape), reshape(mean, [-1]), reshape(rstd, [-1])];
}

/**
 * Kernel `GptLayerNormGrad`: x, gain, mean `[N]`, rstd `[N]`, dy, dsum? → dx, dgain, dbias.
 * `dsum`, the gradient that reached the residual sum itself, is added to dx.
 */
export const LAYER_NORM_GRAD: OpDefinition<object> = defineOp({
  name: "GptLayerNormGrad",
  reference: (inputs) => {
    const [x, gain, dy] = [inputs.x as Tensor, inputs.gain as Tensor, flatten(inputs.dy as Tensor)];
    const mean = reshape(inputs.mean as Tensor, [-1, 1]);
    const rstd = reshape(inputs.rstd as Tensor, [-1, 1]);
    const hat = mul(sub(flatten(x), mean), rstd); // [N, C]
    const g = mul(dy, gain);
    const inner = add(meanOf(g, 1, true), mul(hat, meanOf(mul(g, hat), 1, true)));
    const dx = reshape(mul(sub(g, inner), rstd), x.shape);
    return [inputs.dsum ? add(dx, inputs.dsum) : dx, sum(mul(dy, hat), 0), sum(dy, 0)];
  },
});

/** Kernel `GptLayerNorm`: x, gain, bias → y, mean `[N]`, rstd `[N]`. */
export const LAYER_NORM: OpDefinition<LayerNormAttrs> = defineOp({
  name: "GptLayerNorm",
  reference: ({ x, gain, bias }, { epsilon }) =>
    normalize(x as Tensor, gain as Tensor, bias as Tensor, epsilon),
  gradient: {
    inputsToSave: ["x", "gain"],
    outputsToSave: [false, true, true],
    takesAbsent: true,
    gradFunc: (dys, [x, gain, mean, rstd]) => {
      const dy = (dys as Tensor[])[0];
      const [dx, dgain, dbias] = runOp(LAYER_NORM_GRAD, { x, gain, mean, rstd, dy }, {});
      return { x: () => dx as Tensor, gain: () => dgain as Tensor, bias: () => dbias as Tensor };
    },
  },
});

/** Kernel `GptAddLayerNorm`: x, residual, gain, bias → y, sum = x + residual, mean `[N]`, rstd `[N]`. */
export const ADD_LAYER_NORM: OpDefinition<LayerNormAttrs> = defineOp({
  name: "GptAddLayerNorm",
  reference: ({ x, residual, gain, bias }, { epsilon }) => {
    const total = add(x as Tensor, residual as Tensor);
    const [y, mean, rstd] = normalize(total, gain as Tensor, bias as Tensor, epsilon);
    return [y as Tensor, total, mean as Tensor, rstd as Tensor];
  },
  gradient: {
    inputsToSave: ["gain"],
    outputsToSave: [false, true, true, true],
    takesAbsent: true,
    gradFunc: (dys, [gain, x, mean, rstd]) => {
      const [dy, dsum] = dys as Tensor[];
      const [dx, dgain, dbias] = runOp(LAYER_NORM_GRAD, { x, gain, mean, rstd, dy, dsum }, {});
      return {
        x: () => dx as Tensor,
        residual: () => (dx as Tensor).clone(), // the tape disposes each input's gradient on its own
        gain: () => dgain as Tensor,
        bias: () => dbias as Tensor,
      };
    },
  },
});

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Added to the variance inside the root. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Layer normalisation over the last axis (Ba et al. 2016), biased variance.
 *
 * @param x `[..., C]`
 * @param gain `[C]`
 * @param bias `[C]`
 * @throws GptError `OP_SHAPE`
 */
export function layerNorm(
  x: Tensor,
  gain: Tensor,
  bias: Tensor,
  options: LayerNormOptions = {},
): Tensor {
  checkNorm("layerNorm", x, x, gain, bias);
  const attrs = { epsilon: options.epsilon ?? 1e-5 };
  return runOp(LAYER_NORM, { x, gain, bias }, attrs)[0] as Tensor;
}

/**
 * Residual sum and layer normalisation of it in one pass.
 *
 * @param x `[..., C]`
 * @param residual `[..., C]`
 * @throws GptError `OP_SHAPE`
 */
export function addLayerNorm(
  x: Tensor,
  residual: Tensor,
  gain: Tensor,
  bias: Tensor,
  options: LayerNormOptions = {},
): { readonly normalized: Tensor; readonly sum: Tensor } {
  checkNorm("addLayerNorm", x, residual, gain, bias);
  const attrs = { epsilon: options.epsilon ?? 1e-5 };
  const [normalized, total] = runOp(ADD_LAYER_NORM, { x, residual, gain, bias }, attrs);
  return { normalized: normalized as Tensor, sum: total as Tensor };
}

function checkNorm(op: string, x: Tensor, residual: Tensor, gain: Tensor, bias: Tensor): void {
  const width = x.shape.at(-1);
  const same = x.shape.join() === residual.shape.join();
  const fits = same && gain.size === width && bias.size === width;
  const floats = areFloat(x, residual, gain, bias);
  const expected = "float32 x and residual [..., C], gain [C], bias [C]";
  checkShape(fits && floats, op, expected, { x, residual, gain, bias });
}
