import type { AnyPlugin } from "@gpt/registry";
import { cpuPlugin } from "./cpu.ts";
import { tensorflowGpuPlugin, tensorflowPlugin } from "./tensorflow.ts";
import { wasmPlugin } from "./wasm.ts";
import { webgpuPlugin } from "./webgpu.ts";

/** The backends of this package, as entries of kind "backend", fastest first. */
export const backendPlugins: readonly AnyPlugin[] = [
  tensorflowGpuPlugin,
  tensorflowPlugin,
  webgpuPlugin,
  wasmPlugin,
  cpuPlugin,
];
