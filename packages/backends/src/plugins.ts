import type { AnyPlugin } from "@gpt/registry";
import { cpuPlugin } from "./cpu.ts";
import { wasmPlugin } from "./wasm.ts";

/** The backends of this package, as entries of kind "backend". */
export const backendPlugins: readonly AnyPlugin[] = [wasmPlugin, cpuPlugin];
