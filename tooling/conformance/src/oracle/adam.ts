import type { AdamAttrs } from "@gpt/ops";
import { type Array64, type Arrays, get, need, zeros } from "./array.ts";

/** One Adam step of one parameter: param, grad, m, v → param, m, v. */
export function adamStep(
  inputs: Arrays,
  attrs: AdamAttrs,
  decay: number,
  gradScale: number,
): { readonly param: Array64; readonly m: Array64; readonly v: Array64 } {
  const [param, grad] = [need(inputs, "param"), need(inputs, "grad")];
  const [m, v] = [need(inputs, "m"), need(inputs, "v")];
  const next = { param: zeros(param.shape), m: zeros(param.shape), v: zeros(param.shape) };
  for (let at = 0; at < param.data.length; at++) {
    const g = get(grad, at) * gradScale;
    const first = attrs.beta1 * get(m, at) + (1 - attrs.beta1) * g;
    const second = attrs.beta2 * get(v, at) + (1 - attrs.beta2) * g * g;
    const direction = first / (attrs.denomScale * Math.sqrt(second) + attrs.epsilon);
    next.m.data[at] = first;
    next.v.data[at] = second;
    next.param.data[at] = get(param, at) * (1 - decay) - attrs.stepSize * direction;
  }
  return next;
}

/** sqrt of the sum of all squares. */
export function norm(arrays: readonly Array64[]): Array64 {
  const total = arrays.reduce((sum, { data }) => data.reduce((s, x) => s + x * x, sum), 0);
  return { shape: [], data: Float64Array.of(Math.sqrt(total)) };
}
