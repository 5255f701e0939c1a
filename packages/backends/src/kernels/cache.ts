import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

/** Writes in place, unless the cache's data are also another tensor's. */
export const cacheAppend: HeapKernel = kernelOf(
  OPS.cacheAppend,
  (heap, inputs: { cache: TensorInfo; update: TensorInfo }, { position }) => {
    const [batch, capacity] = inputs.cache.shape as [number, number];
    const time = inputs.update.shape[1] as number;
    const row = sizeOf(inputs.cache) / (batch * capacity);
    const output = usedUp(heap, inputs.cache);
    const [cache, update] = [heap.floats(output), heap.floats(inputs.update)];
    for (let b = 0; b < batch; b++) {
      const rows = update.subarray(b * time * row, (b + 1) * time * row);
      cache.set(rows, (b * capacity + position) * row);
    }
    return [output];
  },
);

/** A float32 tensor that its owner is done with, to be written to: over the same data, or a copy where others use them. */
export function usedUp(heap: Heap, tensor: TensorInfo): TensorInfo {
  if (!heap.isShared(tensor)) return heap.share(tensor, tensor.shape);
  const copy = heap.output(tensor.shape);
  heap.floats(copy).set(heap.floats(tensor));
  return copy;
}
