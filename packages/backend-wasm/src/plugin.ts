import type { AnyPlugin } from "@gpt/registry";
import * as v from "valibot";
import { features } from "./features.ts";
import { fileOf, installed, system } from "./files.ts";
import { BACKEND_NAME, startWasm, threadsFor, variantFor, type WasmOptions } from "./start.ts";

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const options = v.strictObject({
  threads: v.optional(v.pipe(positive, v.maxValue(64))),
  relaxed: v.optional(v.boolean()),
  memoryLimit: v.optional(positive),
  path: v.optional(v.string()),
});

/** The kernels as WebAssembly, as an entry of kind "backend". */
export const wasmPlugin: AnyPlugin = {
  kind: "backend",
  name: BACKEND_NAME,
  description:
    "C++ kernels as WebAssembly, on all cores where memory can be shared; runs everywhere",
  options,
  create: (given: WasmOptions) => ({
    name: BACKEND_NAME,
    probe: async () => probe(given),
    init: () => startWasm(given),
  }),
};

/** What stands where the plug-in's `probe` looks; see BackendPlugin of @gpt/backends. */
type Probe =
  | { readonly usable: true; readonly detail: string }
  | { readonly usable: false; readonly reason: string; readonly help?: string };

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
