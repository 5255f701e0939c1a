import { compiledPlugin, type Probe } from "@gpt/kernels";
import type { AnyPlugin } from "@gpt/registry";
import { features } from "./features.ts";
import { fileOf, installed, system } from "./files.ts";
import { type WasmOptions, wasmOptions } from "./options.ts";
import { BACKEND_NAME, startWasm, threadsFor, variantFor } from "./start.ts";

/** The kernels as WebAssembly, as an entry of kind "backend". */
export const wasmPlugin: AnyPlugin = compiledPlugin({
  name: BACKEND_NAME,
  description:
    "C++ kernels as WebAssembly, on all cores where memory can be shared; runs everywhere",
  options: wasmOptions,
  probe,
  start: startWasm,
});

function probe(given: WasmOptions): Probe {
  const { simd, relaxed } = features();
  if (!simd) return { usable: false, reason: "this runtime has no WebAssembly with SIMD" };
  const variant = variantFor(given);
  if (given.relaxed === true && !relaxed) {
    return { usable: false, reason: "this runtime has no relaxed SIMD" };
  }
  if (given.path === undefined && system() !== null && !installed(`build/${fileOf(variant)}`)) {
    const help = "run `pnpm --filter @gpt/backend-wasm build:wasm`";
    return { usable: false, reason: "the kernels' .wasm files are not there", help };
  }
  const detail = `WebAssembly, ${variant.relaxed ? "relaxed " : ""}SIMD, ${describeThreads(given)}`;
  return { usable: true, detail };
}

function describeThreads(given: WasmOptions): string {
  const threads = threadsFor(given);
  if (threads > 1) return `${threads} threads`;
  return features().shared ? "one thread" : "one thread, as this page is not cross-origin isolated";
}
