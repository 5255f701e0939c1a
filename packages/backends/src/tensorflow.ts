import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { installedAt } from "./installed.ts";
import type { Probe } from "./plugin.ts";
import type { Runtime } from "./runtime.ts";
import { startBackend } from "./start.ts";
import { restoreUtil } from "./util-shim.ts";

/** One of the two packages around libtensorflow; both register the tfjs backend "tensorflow". */
interface Binding {
  readonly name: string;
  readonly packageName: string;
  readonly description: string;
  readonly detail: string;
  readonly help: string;
}

/** libtensorflow on the CPU. */
export const tensorflowPlugin: AnyPlugin = plugin({
  name: "tensorflow",
  packageName: "@tensorflow/tfjs-node",
  description: "libtensorflow on the CPU, by @tensorflow/tfjs-node; Node and Deno",
  detail: "libtensorflow by @tensorflow/tfjs-node",
  help: "npm install @tensorflow/tfjs-node (where it has no binary for a system, it is compiled)",
});

/** libtensorflow on an NVIDIA GPU. */
export const tensorflowGpuPlugin: AnyPlugin = plugin({
  name: "tensorflow-gpu",
  packageName: "@tensorflow/tfjs-node-gpu",
  description: "libtensorflow on an NVIDIA GPU with CUDA 11.2, by @tensorflow/tfjs-node-gpu",
  detail: "libtensorflow with CUDA by @tensorflow/tfjs-node-gpu",
  help: "npm install @tensorflow/tfjs-node-gpu; it needs CUDA 11.2 and cuDNN 8.1, no other version",
});

function plugin(binding: Binding): AnyPlugin {
  const { name, description, packageName } = binding;
  return definePlugin({
    kind: "backend",
    name,
    description,
    options: v.strictObject({}),
    create: (_options, { runtime }) => ({
      name,
      probe: async () => probe(binding, runtime),
      init: async () => {
        restoreUtil();
        // a variable, so that no bundler follows the import of a package that is seldom there
        await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName);
        await startBackend("tensorflow");
      },
    }),
  });
}

/** Looks only whether the package is installed: loading it would make it the current backend. */
function probe({ packageName, detail, help }: Binding, runtime: Runtime): Probe {
  if (runtime === "browser") {
    return { usable: false, reason: `${packageName} needs Node or Deno` };
  }
  if (installedAt(packageName) === undefined) {
    return { usable: false, reason: `${packageName} is not installed`, help };
  }
  return { usable: true, detail };
}
