import { wasmPlugin } from "@gpt/backend-wasm";
import type { AnyPlugin } from "@gpt/registry";
import { cpuPlugin } from "./cpu.ts";
import { tensorflowGpuPlugin, tensorflowPlugin } from "./tensorflow.ts";
import { webgpuPlugin } from "./webgpu.ts";

/** The backends that need no choice of package: those of this one, and wasm, as entries of kind "backend", fastest first. */
export const backendPlugins: readonly AnyPlugin[] = [
  tensorflowGpuPlugin,
  tensorflowPlugin,
  webgpuPlugin,
  wasmPlugin,
  cpuPlugin,
];
