/**
 * The five systems as configs of the same parts: Transformer, BERT, GPT-1, GPT-2, GPT-3.
 *
 * @packageDocumentation
 */
import { attentionPlugins } from "@gpt/attention";
import { headPlugins } from "@gpt/heads";
import { layerPlugins } from "@gpt/layers";
import type { AnyPlugin } from "@gpt/registry";
import { bertPlugin } from "./bert.ts";
import { gpt1Plugin, gpt2Plugin, gpt3Plugin, gptNeoPlugin } from "./gpt.ts";
import { taskModelPlugin } from "./task-model.ts";
import { transformerPlugin } from "./transformer.ts";

export type {
  ChoiceExample,
  EncodedExample,
  Prediction,
  SpanExample,
  TaggedExample,
  TaskBatch,
  TaskExample,
  TaskHead,
  TaskTokenizer,
  TextExample,
} from "@gpt/heads";
export { GPT1_TASK_TOKENS, taskTokens } from "@gpt/heads";
export { KvCache, type ParameterValues } from "@gpt/layers";
export { type ModelCost, modelCost } from "./cost.ts";
export {
  type CausalModel,
  createModel,
  isCausalModel,
  isMaskedModel,
  isSeq2SeqModel,
  type LogitsOptions,
  type MaskedInput,
  type MaskedModel,
  type ModelContext,
  type Seq2SeqModel,
  type TensorBatch,
  type TrainableModel,
} from "./model.ts";
export { preset, presets } from "./presets.ts";
export {
  isTaskModel,
  TaskModel,
  type TaskModelOptions,
  type TaskPredictions,
} from "./task-model.ts";
export { adoptPretrained } from "./task-model-weights.ts";

/** The models, and every part they are assembled from, for `registry.register(...modelPlugins)`. */
export const modelPlugins: readonly AnyPlugin[] = [
  gpt1Plugin,
  gpt2Plugin,
  gpt3Plugin,
  gptNeoPlugin,
  bertPlugin,
  transformerPlugin,
  taskModelPlugin,
  ...attentionPlugins,
  ...layerPlugins,
  ...headPlugins,
];
