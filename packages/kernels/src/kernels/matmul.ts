import { BatchMatMul, backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { areFloat, sizeOf } from "../dtype.ts";
import type { Kernel } from "../kernel.ts";
import { stretched } from "./walk.ts";

interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Products of stacks of matrices; stacks stretch each other as in arithmetic. */
const batchMatMul: Kernel = {
  name: BatchMatMul,
  run: (
    backend,
    { a, b }: { a: TensorInfo; b: TensorInfo },
    { transposeA, transposeB }: MatMulAttrs,
  ) => {
    if (!areFloat(a, b)) return null;
    const [aOuter, bOuter] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const outer = backend_util.assertAndGetBroadcastShape(aOuter, bOuter);
    const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
    const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const n = transposeB ? bRows : bColumns;
    const output = backend.output([...outer, m, n]);
    const places = [a, b, output].map((tensor) => backend.address(tensor)) as Three;
    const sizes = [m, n, k, Number(transposeA), Number(transposeB)];
    const multiply = (count: number, at: Three, aStep: number, bStep: number) =>
      backend.call("batchMultiply", ...at, count, ...sizes, aStep, bStep);
    const [left, right, count] = [aOuter, bOuter, outer].map(sizeOf) as Three;
    if ((left === count || left === 1) && (right === count || right === 1)) {
      multiply(count, places, left === 1 ? 0 : m * k, right === 1 ? 0 : k * n);
      return output;
    }
    const [aPlaces, bPlaces] = [aOuter, bOuter].map((own) => stretchedIndices(own, outer));
    for (let i = 0; i < count; i++) {
      const [x, y] = [aPlaces?.[i] as number, bPlaces?.[i] as number];
      const at: Three = [
        places[0] + 4 * x * m * k,
        places[1] + 4 * y * k * n,
        places[2] + 4 * i * m * n,
      ];
      multiply(1, at, 0, 0);
    }
    return output;
  },
};

type Three = [number, number, number];

/** For every place of a broadcast stack, the index in a stack of its own shape. */
function stretchedIndices(own: readonly number[], outer: readonly number[]): number[] {
  const strides = stretched(own, outer.length);
  return outer.reduce<number[]>(
    (indices, extent, axis) =>
      indices.flatMap((index) =>
        Array.from({ length: extent }, (_, i) => index + i * (strides[axis] as number)),
      ),
    [0],
  );
}

/** Products of matrices. */
export const MATMUL_KERNELS: readonly Kernel[] = [batchMatMul];
