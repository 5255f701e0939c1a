import { Block, outOfMemory } from "./block.ts";
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

/**
 * Measures it, in about a second. The best of several: others may use the machine too. Takes 256 MiB meanwhile.
 *
 * @throws GptError `OUT_OF_MEMORY`
 */
export function measureMachine(library: KernelLibrary): MachinePeak {
  return {
    bandwidth: bandwidthOf(library),
    f32: fastest(() => checked(library, library.peakProducts(1e6, 0))),
    bf16: fastest(() => checked(library, library.peakProducts(1e6, 1))),
  };
}

function bandwidthOf(library: KernelLibrary): number {
  const block = new Block(library, 4 * SWEEP);
  try {
    library.fill(block.address, SWEEP, 0, 0);
    return fastest(() => {
      checked(library, library.readSweep(block.address, SWEEP));
      return block.bytes;
    });
  } finally {
    block.release();
  }
}

/** A kernel's answer. @throws GptError `OUT_OF_MEMORY` where it found no work space */
function checked(library: KernelLibrary, answer: number): number {
  if (answer < 0) throw outOfMemory(library, -answer);
  return answer;
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
