/**
 * CPU backend for Node and Deno: C++ kernels behind tfjs-core.
 *
 * @packageDocumentation
 */
export { BACKEND_NAME } from "./backend.ts";
export { loadAddon } from "./load.ts";
export { type NativeOptions, nativePlugin, startNative } from "./plugin.ts";
