import {
  add,
  div,
  mul,
  type NamedTensorMap,
  type Scalar,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
} from "@tensorflow/tfjs-core";
import { areFloat, checkOption, checkShape, hasShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp } from "./dispatch.ts";
import { globalNorm } from "./global-norm.ts";

/** Numbers of one Adam step; the same for all parameters but the decay. */
export interface AdamAttrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Factor of the direction m / (denomScale·sqrt(v) + epsilon). */
  readonly stepSize: number;
  /** Factor of sqrt(v): 1/sqrt(1 − beta2^t) where the variance is bias-corrected, else 1. */
  readonly denomScale: number;
  /** Share of the old value that each parameter loses, by parameter. */
  readonly decay: readonly number[];
}

/** One Adam step for {@link adamUpdate}. */
export interface AdamHyper extends AdamAttrs {
  /** Scalar that multiplies every gradient (global-norm clipping); a tensor, so nothing is read back. */
  readonly gradScale?: Tensor | null;
}

/** Names of the inputs that belong to one parameter. */
export interface AdamInputs {
  readonly param: string;
  readonly grad: string;
  readonly m: string;
  readonly v: string;
}

const names: AdamInputs[] = [];

/** The inputs' names of parameter i: `param.i` and so on. Kept, as making them anew takes longer than a small kernel. */
export function adamInputs(i: number): AdamInputs {
  names[i] ??= { param: `param.${i}`, grad: `grad.${i}`, m: `m.${i}`, v: `v.${i}` };
  return names[i];
}

/**
 * Kernel `GptAdamUpdate`: param.i, grad.i, m.i, v.i for i = 0, 1, …, gradScale? → without a gradScale
 * the gradients' global norm, else nothing; param, m and v change in place. All parameters in one call.
 */
export const ADAM_UPDATE: OpDefinition<AdamAttrs> = defineOp({
  name: "GptAdamUpdate",
  reference: (inputs, attrs) => {
    const norm = inputs.gradScale
      ? []
      : [globalNorm(attrs.decay.map((_, i) => inputs[adamInputs(i).grad] as Tensor))];
    for (let i = 0; i < attrs.decay.length; i++) updateOne(inputs, i, attrs);
    return norm;
  },
});

function updateOne(inputs: NamedTensorMap, i: number, attrs: AdamAttrs): void {
  const { beta1, beta2, epsilon, stepSize, denomScale } = attrs;
  const at = adamInputs(i);
  const [param, m, v] = [inputs[at.param], inputs[at.m], inputs[at.v]] as Variable[];
  if (!param || !m || !v) return;
  tidy(() => {
    const raw = inputs[at.grad] as Tensor;
    const g = inputs.gradScale ? mul(raw, inputs.gradScale) : raw;
    m.assign(add(mul(m, beta1), mul(g, 1 - beta1)));
    v.assign(add(mul(v, beta2), mul(square(g), 1 - beta2)));
    const direction = div(m, add(mul(sqrt(v), denomScale), epsilon));
    const kept = mul(param, 1 - (attrs.decay[i] as number));
    param.assign(sub(kept, mul(direction, stepSize)));
  });
}

function isOf(tensor: Tensor | undefined, shape: readonly number[]): boolean {
  return tensor !== undefined && hasShape(tensor, shape) && areFloat(tensor);
}

/**
 * One step of an Adam variant (Kingma & Ba 2015) over all parameters, in place:
 *
 * g ← gradScale·grad; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * p ← p − stepSize·m / (denomScale·sqrt(v) + ε) − decay·p.
 *
 * @param params float32 variables; `grads`, `m` and `v` have the same shapes, in the same order
 * @returns the gradients' {@link globalNorm}, taken in the same pass; null with a gradScale, since
 *   whoever scales by the norm knows it already
 * @throws GptError `OP_SHAPE`, `OP_OPTION`
 */
export function adamUpdate(
  params: readonly Variable[],
  grads: readonly Tensor[],
  m: readonly Variable[],
  v: readonly Variable[],
  hyper: AdamHyper,
): Scalar | null {
  const { gradScale, ...attrs } = hyper;
  const expected = `one decay for each of ${params.length} parameters`;
  checkOption(hyper.decay.length === params.length, "adamUpdate", expected, hyper.decay);
  const scales = !gradScale || isOf(gradScale, []);
  checkShape(scales, "adamUpdate", "float32 gradScale []", { gradScale });
  const inputs: { [name: string]: Tensor | undefined } = gradScale ? { gradScale } : {};
  for (let i = 0; i < params.length; i++) {
    const entry = { param: params[i] as Variable, grad: grads[i], m: m[i], v: v[i] };
    const { shape } = entry.param;
    const others = isOf(entry.grad, shape) && isOf(entry.m, shape) && isOf(entry.v, shape);
    const fits = others && areFloat(entry.param);
    checkShape(fits, "adamUpdate", "float32 param, grad, m and v of one shape", entry);
    const at = adamInputs(i);
    inputs[at.param] = entry.param;
    inputs[at.grad] = entry.grad;
    inputs[at.m] = entry.m;
    inputs[at.v] = entry.v;
  }
  return (runOp(ADAM_UPDATE, inputs, attrs)[0] as Scalar | undefined) ?? null;
}
