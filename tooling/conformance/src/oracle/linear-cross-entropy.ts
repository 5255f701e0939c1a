import type { CrossEntropyOptions } from "@gpt/ops";
import { type Array64, type Arrays, need, zeros } from "./array.ts";
import { crossEntropyBackward, crossEntropyForward } from "./cross-entropy.ts";
import { linearBackward, linearForward } from "./linear.ts";

/** `[V, C]` → `[C, V]`. */
function transposed(weight: Array64): Array64 {
  const [rows = 0, columns = 0] = weight.shape;
  const out = zeros([columns, rows]);
  weight.data.forEach((value, at) => {
    out.data[(at % columns) * rows + Math.floor(at / columns)] = value;
  });
  return out;
}

function asLinear(inputs: Arrays): Arrays {
  return { ...inputs, weight: transposed(need(inputs, "weight")) };
}

/** Loss of x·weightᵀ + bias, from the whole matrix of logits. */
export function linearCrossEntropyForward(
  inputs: Arrays,
  targets: readonly number[],
  options: CrossEntropyOptions,
): Array64 {
  return crossEntropyForward(linearForward(asLinear(inputs), "none"), targets, options);
}

/** Gradients of x, weight and, if there is one, bias. */
export function linearCrossEntropyBackward(
  inputs: Arrays,
  targets: readonly number[],
  dy: Array64,
  options: CrossEntropyOptions,
): Arrays {
  const linear = asLinear(inputs);
  const dlogits = crossEntropyBackward(linearForward(linear, "none"), targets, dy, options);
  const gradients = linearBackward(linear, dlogits, "none");
  return { ...gradients, weight: transposed(need(gradients, "weight")) };
}
