/**
 * CPU backend for Node and Deno: C++ kernels behind tfjs-core.
 *
 * @packageDocumentation
 */
export { type Addon, loadAddon, measurePeak } from "./load.ts";
export { BACKEND_NAME, type NativeOptions, nativePlugin, startNative } from "./plugin.ts";
