import { type Scalar, type Tensor, type Variable, variableGrads } from "@tensorflow/tfjs-core";
import { registerStockGradients } from "./stock-gradients.ts";

/**
 * The value of a scalar function and its gradient with respect to each parameter; null for a
 * parameter the function does not reach. The caller disposes what is returned.
 */
export function valueAndGrads(
  f: () => Scalar,
  params: readonly Variable[],
): { readonly value: Scalar; readonly grads: (Tensor | null)[] } {
  registerStockGradients();
  const { value, grads } = variableGrads(f, [...params]);
  return { value, grads: params.map((param) => grads[param.name] ?? null) };
}
