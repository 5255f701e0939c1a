import { type KernelLibrary, startCompiled } from "@gpt/kernels";
import { GptError, validate } from "@gpt/registry";
import { features } from "./features.ts";
import { fileOf, loadModule, system, type Variant } from "./files.ts";
import { type Instance, instantiate } from "./instance.ts";
import { libraryOf } from "./library.ts";
import { MOST_THREADS, type WasmOptions, wasmOptions } from "./options.ts";
import { useThreads } from "./workers.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND_NAME = "wasm";

/** Which of the modules the options mean here. */
export function variantFor(given: WasmOptions): Variant {
  const { relaxed, shared } = features();
  return { relaxed: given.relaxed ?? relaxed, shared };
}

/** How many threads the options mean here; without shared memory there is one. */
export function threadsFor(given: WasmOptions): number {
  if (!features().shared) return 1;
  return given.threads ?? Math.min(MOST_THREADS, cores());
}

function cores(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  const os = system()?.getBuiltinModule("node:os");
  return os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}

/** The kernels of a module, loaded. */
export interface Kernels {
  /** What `startCompiled` of `@gpt/kernels` makes a backend of. Every call runs at once. */
  readonly library: KernelLibrary;
  /**
   * Lets kernels use that many threads, from 1 to 64; where memory is not shared, one works.
   *
   * @throws GptError `WASM_THREADS`
   */
  useThreads(count: number): Promise<void>;
}

const loaded = new Map<string, Promise<Kernels>>();

/**
 * Loads the kernels once for each variant: a second call gets the same memory.
 *
 * @param path URL of the folder with the .wasm files, where they are not found beside the code
 * @throws GptError `WASM_MISSING`
 */
export function loadKernels(variant: Variant = variantFor({}), path?: string): Promise<Kernels> {
  const name = fileOf(variant);
  const kernels = loaded.get(name) ?? load(variant, path);
  loaded.set(name, kernels);
  kernels.catch(() => loaded.delete(name)); // so that it can be tried again
  return kernels;
}

async function load(variant: Variant, path?: string): Promise<Kernels> {
  const instance: Instance = await instantiate(await loadModule(variant, path), variant);
  return { library: libraryOf(instance), useThreads: (count) => useThreads(instance, count) };
}

/** What runs as tfjs' backend. */
let running: Variant | undefined;

/**
 * Makes the wasm backend tfjs-core's current one, with its kernels registered.
 *
 * Where a worker does not start (a page's policy may forbid it), it warns and takes one thread, unless
 * the number was asked for.
 *
 * @param options one that is left out gets its default, also where an earlier start had set it
 * @throws GptError `INVALID_OPTIONS`, `WASM_MISSING`, `WASM_THREADS`, `WASM_STARTED`
 */
export async function startWasm(options: WasmOptions = {}): Promise<void> {
  const given = validate(wasmOptions, options, `backend "${BACKEND_NAME}"`);
  const variant = variantFor(given);
  if (running !== undefined && running.relaxed !== variant.relaxed) throw alreadyStarted(running);
  const { library, useThreads } = await loadKernels(variant, given.path);
  await useThreads(threadsFor(given)).catch((error: GptError) => {
    if (given.threads !== undefined) throw error;
    console.warn(`The wasm backend goes on with one thread. ${error.message}`);
    return useThreads(1);
  });
  library.setLimit(given.memoryLimit ?? 0);
  await startCompiled(BACKEND_NAME, library);
  running = variant;
}

function alreadyStarted({ relaxed }: Variant): GptError {
  return new GptError("WASM_STARTED", {
    message: "The wasm backend already runs with the other set of instructions.",
    expected: `relaxed: ${relaxed}, as at the first start`,
    got: `relaxed: ${!relaxed}`,
    help: "its tensors lie in that module's memory; start a new process for the other",
  });
}
