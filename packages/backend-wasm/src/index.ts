/**
 * CPU backend for Node, Deno and browsers: C++ kernels as WebAssembly behind tfjs-core.
 *
 * @packageDocumentation
 */
export type { Variant } from "./files.ts";
export type { WasmOptions } from "./options.ts";
export { wasmPlugin } from "./plugin.ts";
export { BACKEND_NAME, type Kernels, loadKernels, startWasm } from "./start.ts";
