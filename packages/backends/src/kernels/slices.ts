import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";

/** A part of a tensor, copied run by run; tfjs' wasm kernels copy the whole input for each part. */
export function copyPart(
  heap: Heap,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
): TensorInfo {
  const output = heap.output(size, x.dtype);
  if (sizeOf(output) === 0) return output;
  const [source, target] = [heap.floats(x), heap.floats(output)];
  const { run, outer } = longestRun(x.shape, size);
  const strides = stridesOf(x.shape);
  const start = begin.reduce((at, index, axis) => at + index * (strides[axis] as number), 0);
  const rows = sizeOf(output) / run;
  for (let row = 0; row < rows; row++) {
    let [rest, at] = [row, start];
    for (let axis = outer - 1; axis >= 0; axis--) {
      const extent = size[axis] as number;
      at += (rest % extent) * (strides[axis] as number);
      rest = Math.floor(rest / extent);
    }
    target.set(source.subarray(at, at + run), row * run);
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
