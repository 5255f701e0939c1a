import {
  type GradConfig,
  matMul,
  mul,
  softmax,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { unbroadcast } from "./stock-gradients-elementwise.ts";

/** Gradients of softmax and of the matrix product. */
export const MATRIX_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: "Softmax",
    outputsToSave: [true],
    gradFunc: (dy, [y], attrs) => ({
      logits: () => {
        const dim = (attrs as { dim?: number }).dim ?? -1;
        const weighted = mul(dy as Tensor, y as Tensor);
        return sub(weighted, mul(sum(weighted, dim, true), y as Tensor));
      },
    }),
  },
  {
    kernelName: "LogSoftmax",
    inputsToSave: ["logits"],
    gradFunc: (dy, [logits]) => ({
      logits: () => sub(dy as Tensor, mul(sum(dy as Tensor, -1, true), softmax(logits as Tensor))),
    }),
  },
  {
    // [..., n, k] · [..., k, m]; where the batch axes of one were broadcast, its gradient is a sum.
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b], attrs) => {
      const { transposeA, transposeB } = attrs as { transposeA?: boolean; transposeB?: boolean };
      const [d, x, y] = [dy as Tensor, a as Tensor, b as Tensor];
      const left = () =>
        transposeA ? matMul(y, d, transposeB, true) : matMul(d, y, false, !transposeB);
      const right = () =>
        transposeB ? matMul(d, x, true, transposeA) : matMul(x, d, !transposeA, false);
      return { a: () => unbroadcast(left(), x), b: () => unbroadcast(right(), y) };
    },
  },
];
