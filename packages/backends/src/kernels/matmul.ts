import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import type { Matrix } from "../numerics/numerics.ts";

/** Attributes of tfjs' `BatchMatMul`. */
export interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** What is multiplied. */
export interface Factors {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/**
 * tfjs' `BatchMatMul` of float32 tensors, with all transposes, batches and broadcast batches, batch
 * by batch and without a copy of an operand.
 */
export function batchMatMul(
  heap: Heap,
  { a, b }: Factors,
  { transposeA, transposeB }: MatMulAttrs,
): TensorInfo {
  const [left, right] = [batches(a, transposeA), batches(b, transposeB)];
  const { rows: m, columns: k } = left;
  const { columns: n } = right;
  const outer = broadcast(left.outer, right.outer);
  const output = heap.output([...outer, m, n]);
  const [x, y, out] = [a, b, output].map(heap.floats) as [Float32Array, Float32Array, Float32Array];
  const count = outer.reduce((product, extent) => product * extent, 1);
  for (let batch = 0; batch < count; batch++) {
    heap.numerics.multiply({
      ...{ m, n, k },
      a: left.at(x, sourceOf(batch, outer, left.outer)),
      b: right.at(y, sourceOf(batch, outer, right.outer)),
      c: { data: out, at: batch * m * n, row: n, column: 1 },
    });
  }
  return output;
}

/** A tensor as a stack of matrices, after transposition. */
function batches(tensor: TensorInfo, transpose: boolean) {
  const [height, width] = tensor.shape.slice(-2) as [number, number];
  const at = (data: Float32Array, batch: number): Matrix => ({
    data,
    at: batch * height * width,
    row: transpose ? 1 : width,
    column: transpose ? width : 1,
  });
  const [rows, columns] = transpose ? [width, height] : [height, width];
  return { outer: tensor.shape.slice(0, -2), rows, columns, at };
}

/** The common shape of two stacks: extents of 1 and missing ones stretch. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const extent = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) =>
    extent(a, axis) === 1 ? extent(b, axis) : extent(a, axis),
  );
}

/** Index in a stack of what stands at a place of the broadcast stack. */
function sourceOf(batch: number, outer: readonly number[], own: readonly number[]): number {
  let [rest, index, stride] = [batch, 0, 1];
  for (let axis = 1; axis <= outer.length; axis++) {
    const extent = outer[outer.length - axis] as number;
    const ownExtent = own[own.length - axis] ?? 1;
    index += (rest % extent) * (ownExtent === 1 ? 0 : stride);
    stride *= ownExtent;
    rest = Math.floor(rest / extent);
  }
  return index;
}

/** Whether a product is one that {@link batchMatMul} takes; others are left to the stock kernel. */
export function takesMatMul({ a, b }: Factors): boolean {
  const floats = a.dtype === "float32" && b.dtype === "float32";
  return floats && sizeOf(a) > 0 && sizeOf(b) > 0;
}
