import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { cpuHeap } from "./cpu-heap.ts";
import { installKernels, isInstalled } from "./install.ts";
import type { Probe } from "./plugin.ts";
import { startBackend } from "./start.ts";

/** Plain JavaScript: slow, but there is nothing it needs. */
export const cpuPlugin: AnyPlugin = definePlugin({
  kind: "backend",
  name: "cpu",
  description: "Plain JavaScript; runs everywhere",
  options: v.strictObject({}),
  create: () => ({
    name: "cpu",
    probe: async (): Promise<Probe> => ({ usable: true, detail: "plain JavaScript" }),
    init: async (): Promise<void> => {
      await import("@tensorflow/tfjs-backend-cpu");
      const backend = await startBackend("cpu");
      // tfjs greets Node users with an advertisement at the first write
      Object.assign(backend, { firstUse: false });
      if (!isInstalled(backend)) installKernels(backend, cpuHeap(backend));
    },
  }),
});
