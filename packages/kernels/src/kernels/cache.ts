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
    const output = writable(backend, inputs.cache);
    const to = backend.address(output) + 4 * position * row;
    const walk = Float64Array.of(2, batch, time * row, time * row, 1, capacity * row, 1);
    backend.call("copy", backend.address(inputs.update), to, 4, walk);
    return [output];
  },
);

function writable(backend: CompiledBackend, cache: TensorInfo): TensorInfo {
  if (!backend.isShared(cache)) return backend.share(cache, cache.shape);
  const copy = backend.output(cache.shape);
  backend.library.move(backend.address(copy), backend.address(cache), 4 * sizeOf(cache.shape));
  return copy;
}

/** Key/value caches. */
export const CACHE_KERNELS: readonly Kernel[] = [cacheAppend];
