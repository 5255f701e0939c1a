import { type AnyPlugin, definePlugin } from "@gpt/registry";
import { env } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { installKernels, isInstalled } from "./install.ts";
import { COPY_KERNELS, MATRIX_KERNELS } from "./kernels/stock.ts";
import type { Probe } from "./plugin.ts";
import type { Runtime } from "./runtime.ts";
import { startBackend } from "./start.ts";
import { wasmPaths } from "./wasm-files.ts";
import { wasmHeap } from "./wasm-heap.ts";

/** WebAssembly on one core. */
export const wasmPlugin: AnyPlugin = definePlugin({
  kind: "backend",
  name: "wasm",
  description: "WebAssembly with SIMD on one core; runs everywhere",
  options: v.strictObject({
    /** Folder or URL of tfjs' .wasm files; needed in a browser, found by itself elsewhere. */
    path: v.optional(v.string()),
  }),
  create: ({ path }, { runtime }) => ({
    name: "wasm",
    probe: async () => probe(),
    init: () => init(runtime, path),
  }),
});

function probe(): Probe {
  if (typeof WebAssembly === "undefined") {
    return { usable: false, reason: "this runtime has no WebAssembly" };
  }
  return { usable: true, detail: "WebAssembly, one thread" };
}

async function init(runtime: Runtime, path?: string): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // Off everywhere: tfjs' threaded build does not come up in Node and breaks under minifiers.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const paths = wasmPaths(runtime, path);
  if (paths !== undefined) setWasmPaths({ ...paths });
  const backend = await startBackend("wasm");
  if (!isInstalled(backend)) {
    installKernels(backend, await wasmHeap(backend), [...MATRIX_KERNELS, ...COPY_KERNELS]);
  }
}
