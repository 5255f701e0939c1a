import {
  cast,
  oneHot,
  ones,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** One-hot rows `[N, depth]` of ids `[N]`, each in [0, depth). */
export function oneHotRows(ids: Tensor, depth: number): Tensor2D {
  // tf.oneHot refuses depth 1, where there is only one possible row.
  if (depth === 1) return ones([ids.size, 1]);
  // Integers first: with dtype float32, tfjs-backend-wasm 4.22 writes the bits of the integer 1.
  return cast(oneHot(ids as Tensor1D, depth, 1, 0, "int32"), "float32") as Tensor2D;
}
