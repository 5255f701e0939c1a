import { BatchMatMul, type TensorInfo } from "@tensorflow/tfjs-core";
import { areFloat, sizeOf } from "../dtype.ts";
import type { Kernel } from "../kernel.ts";

interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Stacks of products of equal depth, and stacks times one matrix; the rest is left to the stock kernel. */
const batchMatMul: Kernel = {
  name: BatchMatMul,
  run: (
    backend,
    { a, b }: { a: TensorInfo; b: TensorInfo },
    { transposeA, transposeB }: MatMulAttrs,
  ) => {
    const [left, right] = [a, b].map(({ shape }) => sizeOf(shape.slice(0, -2))) as [number, number];
    const outer = left >= right ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
    const equal = a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join();
    if (!areFloat(a, b) || !(equal || left === 1 || right === 1)) return null;
    const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
    const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const n = transposeB ? bRows : bColumns;
    const output = backend.output([...outer, m, n]);
    backend.call(
      "batchMultiply",
      ...[a, b, output].map((tensor) => backend.address(tensor)),
      ...[sizeOf(outer), m, n, k],
      ...[Number(transposeA), Number(transposeB)],
      left === 1 ? 0 : m * k,
      right === 1 ? 0 : k * n,
    );
    return output;
  },
};

/** Products of matrices. */
export const MATMUL_KERNELS: readonly Kernel[] = [batchMatMul];
