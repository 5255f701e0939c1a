/**
 * The one function that picks a backend, and the stock TensorFlow.js backends, tuned.
 *
 * @packageDocumentation
 */
export type { BackendContext, BackendPlugin, Probe } from "./plugin.ts";
export { backendPlugins } from "./plugins.ts";
export { currentRuntime, type Runtime } from "./runtime.ts";
export {
  type BackendChoice,
  type PassedOver,
  type SelectOptions,
  selectBackend,
} from "./select.ts";
