import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import { plain } from "../numerics/plain.ts";

/** A part of a tensor, copied run by run; tfjs' wasm kernels copy the whole input for each part. */
export function copyPart(
  heap: Heap,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
): TensorInfo {
  const output = heap.output(size, x.dtype);
  if (sizeOf(output) === 0) return output;
  const { run, outer } = longestRun(x.shape, size);
  const strides = stridesOf(x.shape);
  const start = begin.reduce((at, index, axis) => at + index * (strides[axis] as number), 0);
  // the axis outside of the runs goes row by row, those outside of it one by one
  const rows = outer === 0 ? 1 : (size[outer - 1] as number);
  const row = outer === 0 ? run : (strides[outer - 1] as number);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  for (let block = 0; block < sizeOf(output) / (run * rows); block++) {
    let [rest, at] = [block, start];
    for (let axis = outer - 2; axis >= 0; axis--) {
      const extent = size[axis] as number;
      at += (rest % extent) * (strides[axis] as number);
      rest = Math.floor(rest / extent);
    }
    const target = { data: to, at: block * run * rows, row: run };
    copyRuns(heap, { data: from, at, row }, target, rows, run);
  }
  return output;
}

/** Elements that lie side by side in both, and the number of axes outside. */
function longestRun(shape: readonly number[], size: readonly number[]) {
  let [run, outer] = [1, shape.length];
  while (outer > 0) {
    outer--;
    run *= size[outer] as number;
    if (size[outer] !== shape[outer]) break;
  }
  return { run, outer };
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** The parts of given extents along an axis, one behind the other. */
export function splitAlong(
  heap: Heap,
  x: TensorInfo,
  axis: number,
  extents: readonly number[],
): TensorInfo[] {
  let at = 0;
  return extents.map((extent) => {
    const begin = x.shape.map((_, other) => (other === axis ? at : 0));
    at += extent;
    return copyPart(
      heap,
      x,
      begin,
      x.shape.map((own, other) => (other === axis ? extent : own)),
    );
  });
}

/** Tensors of one type side by side along an axis. */
export function concatAlong(heap: Heap, parts: readonly TensorInfo[], axis: number): TensorInfo {
  const [first] = parts as readonly [TensorInfo];
  const total = parts.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
  const shape = first.shape.map((extent, other) => (other === axis ? total : extent));
  const output = heap.output(shape, first.dtype);
  const rows = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  const row = sizeOf(output) / rows;
  const to = heap.floats(output);
  let at = 0;
  for (const part of parts) {
    const run = sizeOf(part) / rows;
    copyRuns(heap, { data: heap.floats(part), at: 0, row: run }, { data: to, at, row }, rows, run);
    at += run;
  }
  return output;
}

/** Rows inside an array of any type. */
interface Runs {
  readonly data: Float32Array;
  readonly at: number;
  readonly row: number;
}

/** The numerics know elements of four bytes; booleans have one. */
function copyRuns(heap: Heap, from: Runs, to: Runs, rows: number, run: number): void {
  const numerics = from.data.BYTES_PER_ELEMENT === 4 ? heap.numerics : plain;
  numerics.copyRows({ ...from, column: 1 }, { ...to, column: 1 }, rows, run);
}
