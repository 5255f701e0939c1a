import { dataPlugins } from "@gpt/data";
import { samplerPlugins } from "@gpt/generation";
import { modelPlugins } from "@gpt/models";
import { optimizerPlugins } from "@gpt/optimizers";
import { Registry } from "@gpt/registry";
import { tokenizerPlugins } from "@gpt/tokenizer/plugins";
import { callbackPlugins } from "../node/callbacks.ts";
import { batchSourcePlugins } from "./batch-source.ts";

/** For tests: every part that a run may name. */
export const registry: Registry = new Registry().register(
  ...modelPlugins,
  ...optimizerPlugins,
  ...tokenizerPlugins,
  ...dataPlugins,
  ...samplerPlugins,
  ...batchSourcePlugins,
  ...callbackPlugins,
);
