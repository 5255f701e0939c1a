/**
 * Kernels in C++, and the tfjs-core backend over them: `@gpt/backend-native` compiles them for the
 * processor, others for other targets.
 *
 * @packageDocumentation
 */
export type { CompiledBackend } from "./backend.ts";
export { startCompiled } from "./install.ts";
export {
  type CallQueue,
  KERNEL_NAMES,
  type KernelLibrary,
  type KernelName,
  type MemoryUse,
  type Place,
} from "./library.ts";
export { type MachinePeak, measureMachine } from "./machine.ts";
export { compiledPlugin, type Probe } from "./plugin.ts";
export { queued } from "./queue.ts";
