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
    const output = writable(heap, inputs.cache);
    const [cache, update] = [heap.floats(output), heap.floats(inputs.update)];
    for (let b = 0; b < batch; b++) {
      const rows = update.subarray(b * time * row, (b + 1) * time * row);
      cache.set(rows, (b * capacity + position) * row);
    }
    return [output];
  },
);

function writable(heap: Heap, cache: TensorInfo): TensorInfo {
  if (!heap.isShared(cache)) return heap.share(cache, cache.shape);
  const copy = heap.output(cache.shape);
  heap.floats(copy).set(heap.floats(cache));
  return copy;
}
