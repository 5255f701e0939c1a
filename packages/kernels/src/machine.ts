import type { KernelLibrary } from "./library.ts";

/** What a library's kernels could reach at most with its threads. */
export interface MachinePeak {
  /** Billions of float32 operations a second, from registers alone. */
  readonly f32: number;
  /** The same for products of bf16; 0 where the level has no unit for them. */
  readonly bf16: number;
  /** Bytes read from memory a second, in billions. */
  readonly bandwidth: number;
}

/** Floats that are read: more than caches hold. */
const SWEEP = 2 ** 26;

/** Measures it, in about a second. The best of several: others may use the machine too. */
export function measureMachine(library: KernelLibrary): MachinePeak {
  const address = library.take(4 * SWEEP);
  library.fill(address, SWEEP, 0, 0);
  const bandwidth = fastest(() => {
    library.readSweep(address, SWEEP);
    return 4 * SWEEP;
  });
  library.release(address);
  return {
    f32: fastest(() => library.peakProducts(1e6, 0)),
    bf16: fastest(() => library.peakProducts(1e6, 1)),
    bandwidth,
  };
}

/** Billions of what the work counts, a second. */
function fastest(work: () => number): number {
  let best = 0;
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    const done = work();
    best = Math.max(best, done / (performance.now() - start) / 1e6);
  }
  return best;
}
