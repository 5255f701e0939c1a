import type { Variant } from "./files.ts";

/** What a module offers; addresses are numbers of 32 bits, which JavaScript sees with a sign. */
export interface Exports {
  readonly __stack_pointer: WebAssembly.Global<"i32">;
  /** Where the numbers of a call are to be put. */
  arguments(): number;
  /** Address of a kernel's name; 0 after the last. */
  kernelName(index: number): number;
  run(index: number, count: number): number;
  take(bytes: number): number;
  release(address: number): void;
  trim(): void;
  setLimit(bytes: number): void;
  live(): number;
  cached(): number;
  peak(): number;
  setThreads(count: number): void;
  /** Whether the thread that calls kernels may sleep; in shared memory only. */
  setCallerMaySleep(may: number): void;
}

/** A module with memory of its own. */
export interface Instance {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
  readonly variant: Variant;
  /** Bytes that its memory can have. */
  readonly most: number;
}

/** Pages of 64 KiB that a module starts with and has at most; as in scripts/build.mjs. */
const [FIRST_PAGES, MOST_PAGES] = [16, 65_535];
const PAGE = 2 ** 16;

/** Leaves a kernel that finds no work space. */
class NoWorkSpace extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super(`no work space of ${bytes} bytes`);
    this.bytes = bytes;
  }
}

/** Makes an instance of a module. */
export async function instantiate(module: WebAssembly.Module, variant: Variant): Promise<Instance> {
  const { memory, most } = makeMemory(variant.shared);
  const outOfMemory = (bytes: number): never => {
    throw new NoWorkSpace(bytes);
  };
  const instance = await WebAssembly.instantiate(module, { env: { memory, outOfMemory } });
  return { module, memory, exports: instance.exports as unknown as Exports, variant, most };
}

/** As much as there may be: shared memory is reserved at once, which small machines refuse. */
function makeMemory(shared: boolean): { memory: WebAssembly.Memory; most: number } {
  for (let maximum = MOST_PAGES; ; maximum >>= 1) {
    try {
      const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared });
      return { memory, most: maximum * PAGE };
    } catch (error) {
      if (maximum < 2 * FIRST_PAGES) throw error;
    }
  }
}

/** Runs a kernel with the numbers that are in place; minus the bytes that it found no room for. */
export function runKernel(exports: Exports, index: number, count: number): number {
  const stack = exports.__stack_pointer.value;
  try {
    return exports.run(index, count);
  } catch (error) {
    exports.__stack_pointer.value = stack; // what the kernel had on it is left behind
    if (error instanceof NoWorkSpace) return -error.bytes;
    throw error;
  }
}

/** Names of the kernels, in the module's order. */
export function kernelNames({ exports, memory }: Instance): string[] {
  const heap = new Uint8Array(memory.buffer);
  const names: string[] = [];
  for (let at = exports.kernelName(0); at !== 0; at = exports.kernelName(names.length)) {
    names.push(String.fromCharCode(...heap.subarray(at, heap.indexOf(0, at))));
  }
  return names;
}
