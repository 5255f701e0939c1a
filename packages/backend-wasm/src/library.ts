import type { KernelLibrary, KernelName, Place } from "@gpt/kernels";
import { Heap, type Outside } from "./heap.ts";
import { type Instance, kernelNames, runKernel } from "./instance.ts";

/** The functions of an instance as `@gpt/kernels` wants them. */
export function libraryOf(instance: Instance): KernelLibrary {
  const { exports, most } = instance;
  const heap = new Heap(instance);
  const kernels = Object.fromEntries(
    kernelNames(instance).map((name, index) => [
      name,
      (...places: readonly Place[]) => call(instance, heap, index, places),
    ]),
  ) as { readonly [name in KernelName]: (...places: readonly Place[]) => number };
  let limit = most;
  exports.setLimit(limit);
  return {
    ...kernels,
    take: (bytes) => heap.take(bytes),
    release: (address) => heap.release(address),
    move: (to, from, bytes) => heap.move(to, from, bytes),
    trim: () => exports.trim(),
    memory: () => ({
      live: exports.live(),
      cached: exports.cached(),
      peak: exports.peak(),
      limit,
    }),
    setLimit: (bytes) => {
      limit = bytes === 0 ? most : Math.min(bytes, most);
      exports.setLimit(limit);
    },
  };
}

/** Calls a kernel: arrays go into the module's memory, and those of floats come back. */
function call(instance: Instance, heap: Heap, index: number, places: readonly Place[]): number {
  const arrays = places.filter((place): place is Outside => typeof place !== "number");
  const addresses = heap.bringIn(arrays);
  if (addresses === null) return -arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { exports, memory } = instance;
  const numbers = new Float64Array(memory.buffer, exports.arguments(), places.length);
  let next = 0;
  for (const [i, place] of places.entries()) {
    numbers[i] = typeof place === "number" ? place : (addresses[next++] as number);
  }
  const answer = runKernel(exports, index, places.length);
  for (const [i, array] of arrays.entries()) {
    const floats = array instanceof Float32Array; // other arrays are only read
    if (floats) heap.move(array, addresses[i] as number, array.byteLength);
  }
  return answer;
}
