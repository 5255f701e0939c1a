/**
 * CPU backend for Node and Deno: C++ kernels behind tfjs-core.
 *
 * @packageDocumentation
 */
export { type Addon, loadAddon, measurePeak } from "./load.ts";
export type { Level, NativeOptions } from "./options.ts";
export { BACKEND_NAME, nativePlugin, startNative } from "./plugin.ts";
