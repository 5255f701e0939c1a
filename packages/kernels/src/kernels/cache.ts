import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

/** Writes in place, unless the cache's data are also another tensor's. */
const cacheAppend = kernelOf(
  OPS.cacheAppend,
  (backend, inputs: { cache: TensorInfo; update: TensorInfo }, { position }) => {
    const [batch, capacity] = inputs.cache.shape as [number, number];
    const time = inputs.update.shape[1] as number;
    const row = sizeOf(inputs.cache.shape) / (batch * capacity);
    const output = usedUp(backend, inputs.cache);
    const to = backend.address(output) + 4 * position * row;
    const walk = Float64Array.of(2, batch, time * row, time * row, 1, capacity * row, 1);
    backend.submit("copy", backend.address(inputs.update), to, 4, walk);
    return [output];
  },
);

/** A float32 tensor whose owner is done with it, to be written to; a copy where others use its data. */
export function usedUp(backend: CompiledBackend, tensor: TensorInfo): TensorInfo {
  if (!backend.isShared(tensor)) {
    backend.changes(tensor);
    return backend.share(tensor, tensor.shape);
  }
  const copy = backend.output(tensor.shape);
  backend.library.move(backend.address(copy), backend.address(tensor), 4 * sizeOf(tensor.shape));
  return copy;
}

/** Key/value caches. */
export const CACHE_KERNELS: readonly Kernel[] = [cacheAppend];
