import { engine, type Scalar, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import { registerStockGradients } from "./stock-gradients.ts";

/**
 * The value of a scalar function and its gradient with respect to each parameter; null for a
 * parameter the function does not reach. The caller disposes what is returned.
 *
 * `tf.variableGrads` would throw where no parameter is reached, and leaves out those that are not
 * trainable; here the caller says which ones count.
 */
export function valueAndGrads(
  f: () => Scalar,
  params: readonly Variable[],
): { readonly value: Scalar; readonly grads: (Tensor | null)[] } {
  registerStockGradients();
  const { value, grads } = engine().gradients(f, [...params], undefined, true);
  return { value: value as Scalar, grads: grads.map((grad) => grad ?? null) };
}
