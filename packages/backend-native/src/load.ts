import { closeSync, openSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import {
  type CallQueue,
  KERNEL_NAMES,
  type KernelLibrary,
  type MachinePeak,
  measureMachine,
  queued,
} from "@gpt/kernels";
import { GptError } from "@gpt/registry";
import { findAddon } from "./find.ts";
import type { Level } from "./options.ts";

/** What the compiled library offers. */
export interface Addon extends KernelLibrary {
  /** Sets the number of threads where given, the nearest from 1 to 256; returns it. */
  threads(count?: number): number;
  /** Instruction sets that this processor has and kernels were compiled for, fastest first. */
  levels(): Level[];
  /** The fastest of this processor, whether kernels were compiled for it or not. */
  fastestLevel(): Level;
  /** Physical cores that this process may use; 0 where the system does not say. */
  cores(): number;
  /** Takes the kernels of a level; false where this processor lacks it, or another thread of JavaScript has tensors. */
  setLevel(name: Level): boolean;
  /**
   * Whether products may take operands rounded to bf16: 1, else 0; only the levels of `BF16_LEVELS` do. False, and
   * nothing changes, where it was the other and another thread of JavaScript has tensors.
   */
  setBf16(wanted: number): boolean;
}

let loaded: Addon | undefined;

/**
 * Loads the compiled library.
 *
 * @param path where it lies; such a library runs each call at once, on the thread of JavaScript. Left out: the one that
 *   GPT_NATIVE_LIBRARY names, one compiled here, else the one in the platform's package; its calls may wait while
 *   JavaScript goes on
 * @throws GptError `NATIVE_MISSING` where there is none for this machine, `NATIVE_BROKEN` where it
 * does not load or was compiled from other sources
 */
export function loadAddon(path?: string): Addon {
  if (path !== undefined) return requireAddon(path);
  loaded ??= queued<Addon>(madeForThisProcessor(findAddon().path));
  return loaded;
}

/** A build for the fastest level of another processor has only slow kernels here; wasm is faster. */
function madeForThisProcessor(path: string): Addon & CallQueue {
  const addon = requireAddon(path);
  const [levels, fastest] = [addon.levels(), addon.fastestLevel()];
  if (levels[0] !== "portable" || fastest === "portable") return addon;
  throw broken(path, `one compiled for another processor: it has no kernels for ${fastest}`);
}

/**
 * What this processor can do at most with the threads and the instruction set in use, measured: about a second. Takes
 * 256 MiB meanwhile.
 *
 * @throws GptError `NATIVE_MISSING`, `NATIVE_BROKEN`, `OUT_OF_MEMORY`
 */
export function measurePeak(): MachinePeak {
  return measureMachine(loadAddon());
}

function requireAddon(path: string): Addon & CallQueue {
  let addon: Partial<Addon & CallQueue>;
  try {
    checkWhole(path);
    addon = createRequire(import.meta.url)(path) as typeof addon;
  } catch (cause) {
    throw broken(path, (cause as Error).message.replace(/\s+/g, " "), cause);
  }
  const missing = NEEDED.filter((name) => typeof addon[name] !== "function");
  if (missing.length > 0) throw broken(path, `no function ${missing.join(", ")}`);
  return addon as Addon & CallQueue;
}

/**
 * Linux would load the beginning of a torn library, and the process die at the first touch of what is
 * missing. The last thing in an ELF file is the table that its head tells the place and size of.
 */
function checkWhole(path: string): void {
  const head = new DataView(new ArrayBuffer(64));
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, 64, 0);
  } finally {
    closeSync(file);
  }
  if (head.getUint32(0) !== 0x7f454c46) return; // no ELF: other systems look for themselves
  const end =
    Number(head.getBigUint64(40, true)) + head.getUint16(58, true) * head.getUint16(60, true);
  const { size } = statSync(path);
  if (size < end) throw new Error(`the file is torn: ${size} of ${end} bytes`);
}

/** What library and package must both have to belong together. */
const NEEDED = [
  ...KERNEL_NAMES,
  ...(["take", "release", "move", "trim", "memory", "setLimit", "put", "wait"] as const),
  ...(["threads", "cores", "levels", "fastestLevel", "setLevel", "setBf16"] as const),
];

function broken(path: string, got: string, cause?: unknown): GptError {
  return new GptError("NATIVE_BROKEN", {
    message: "The native CPU kernels do not load.",
    expected: `a library compiled for this system and processor: ${path}`,
    got,
    help:
      "reinstall @gpt/backend-native; where it was compiled here, delete its folder `build` and compile again; " +
      "where GPT_NATIVE_LIBRARY names it, mend or unset that",
    cause,
  });
}
