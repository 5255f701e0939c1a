import { _FusedMatMul, BatchMatMul, backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { areFloat, sizeOf } from "../dtype.ts";
import type { Kernel } from "../kernel.ts";
import { whichHalves } from "../stored.ts";
import { ACTIVATIONS } from "./activation.ts";
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
    const matrix = backend.besideRows(m, b);
    const places: Three = [backend.address(a), matrix.address, backend.address(output)];
    const sizes = [m, n, k, Number(transposeA), Number(transposeB)];
    const halves = whichHalves([null, matrix]);
    const multiply = (count: number, at: Three, aStep: number, bStep: number) =>
      backend.submit("batchMultiply", ...at, count, ...sizes, aStep, bStep, halves);
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
        places[1] + (matrix.half ? 2 : 4) * y * k * n,
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

interface FusedAttrs extends MatMulAttrs {
  readonly activation: string;
}

/** What a dense layer of tfjs calls: one matrix, a bias for its columns, no activation or ReLU. */
const fusedMatMul: Kernel = {
  name: _FusedMatMul,
  run: (
    backend,
    { a, b, bias }: { a: TensorInfo; b: TensorInfo; bias?: TensorInfo },
    { transposeA, transposeB, activation }: FusedAttrs,
  ) => {
    const kind = { linear: ACTIVATIONS.none, relu: ACTIVATIONS.relu }[activation];
    const [m, k] = a.shape.slice(-2) as [number, number];
    const n = b.shape.at(-1) as number;
    const plain = !transposeA && !transposeB && sizeOf(a.shape) === m * k;
    const row = bias === undefined || (sizeOf(bias.shape) === n && bias.shape.at(-1) === n);
    if (kind === undefined || !plain || sizeOf(b.shape) !== k * n || !row) return null;
    if (!areFloat(a, b, ...(bias ? [bias] : []))) return null;
    const shape = [...a.shape.slice(0, -2), m, n];
    const product = backend.output(shape);
    const y = kind === ACTIVATIONS.none ? product : backend.output(shape);
    const places = [a, b, bias, product].map((tensor) => (tensor ? backend.address(tensor) : 0));
    backend.submit("linear", ...places, y === product ? 0 : backend.address(y), m, n, k, kind, 0);
    if (y !== product) backend.disposeData(product.dataId);
    return y;
  },
};

/** Products of matrices. */
export const MATMUL_KERNELS: readonly Kernel[] = [batchMatMul, fusedMatMul];
