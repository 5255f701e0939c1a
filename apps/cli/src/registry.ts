import * as attention from "@gpt/attention";
import { nativePlugin } from "@gpt/backend-native";
import { backendPlugins } from "@gpt/backends";
import { dataPlugins, taskPlugins } from "@gpt/data";
import { fileDataPlugins, fileTaskPlugins } from "@gpt/data/node";
import { metricPlugins } from "@gpt/evaluation";
import { samplerPlugins } from "@gpt/generation";
import * as heads from "@gpt/heads";
import * as layers from "@gpt/layers";
import { modelPlugins } from "@gpt/models";
import * as ops from "@gpt/ops";
import { optimizerPlugins } from "@gpt/optimizers";
import { Registry } from "@gpt/registry";
import { loadPlugin } from "@gpt/registry/node";
import { tokenizerPlugins } from "@gpt/tokenizer/plugins";
import { batchSourcePlugins } from "@gpt/trainer";
import { callbackPlugins } from "@gpt/trainer/node";
import * as tfjs from "@tensorflow/tfjs-core";
import { userFolder } from "./paths.ts";

/** What plug-in files share with this program: one copy of tfjs-core and of the ops, not two. */
const SHARED = {
  "@gpt/attention": attention,
  "@gpt/heads": heads,
  "@gpt/layers": layers,
  "@gpt/ops": ops,
  "@tensorflow/tfjs-core": tfjs,
};

/**
 * Every part this program knows, and those of the user's plug-in files and packages.
 *
 * @throws GptError as {@link loadPlugin} and `Registry.register`
 */
export async function createRegistry(plugins: readonly string[] = []): Promise<Registry> {
  const registry = new Registry().register(
    ...modelPlugins,
    ...optimizerPlugins,
    ...tokenizerPlugins,
    ...dataPlugins,
    ...fileDataPlugins,
    ...batchSourcePlugins,
    ...taskPlugins,
    ...fileTaskPlugins,
    ...metricPlugins,
    ...samplerPlugins,
    ...callbackPlugins,
    nativePlugin,
    ...backendPlugins,
  );
  for (const specifier of plugins) {
    registry.register(...(await loadPlugin(specifier, { from: userFolder(), modules: SHARED })));
  }
  return registry;
}
