import { type DropoutSpec, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../heap.ts";
import { DROPOUT_STEP } from "../numerics/numerics.ts";
import { usedUp } from "./cache.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

export const activation: HeapKernel = kernelOf(
  OPS.activation,
  (heap, { x }: { x: TensorInfo }, attrs) => {
    const y = heap.output(x.shape);
    const [from, to] = [heap.floats(x), heap.floats(y)];
    if (attrs.activation === "none") to.set(from);
    else heap.numerics.activate(attrs.activation, from, to);
    return [y];
  },
);

export const activationGrad: HeapKernel = kernelOf(
  OPS.activationGrad,
  (heap, inputs: { x: TensorInfo; dy: TensorInfo }, attrs) => {
    const output = heap.output(inputs.x.shape);
    const [x, dy, dx] = [inputs.x, inputs.dy, output].map(heap.floats) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    if (attrs.activation === "none") dx.set(dy);
    else heap.numerics.activateGrad(attrs.activation, x, dy, dx);
    return [output];
  },
);

/** Adds in place, unless the total's data are also another tensor's. */
export const accumulate: HeapKernel = kernelOf(
  OPS.accumulate,
  (heap, inputs: { total: TensorInfo; x: TensorInfo }) => {
    const output = usedUp(heap, inputs.total);
    const [total, x] = [heap.floats(output), heap.floats(inputs.x)];
    heap.numerics.add(total, x, total);
    return [output];
  },
);

/** Elements whose factors are made at once: they stay in the cache. */
const CHUNK = 4096;

export const dropout: HeapKernel = kernelOf(
  OPS.dropout,
  (heap, { x }: { x: TensorInfo }, spec: DropoutSpec) => {
    const output = heap.output(x.shape);
    const size = sizeOf(x);
    const [factors] = heap.scratch(CHUNK + DROPOUT_STEP) as [Float32Array];
    const y = heap.floats(output);
    y.set(heap.floats(x));
    for (let at = 0; at < size; at += CHUNK) {
      const count = Math.min(CHUNK, size - at);
      heap.numerics.dropoutFactors(spec, at, count, factors);
      heap.numerics.mul(y, at, count, factors, 0);
    }
    return [output];
  },
);
