/**
 * Output layers with their losses: next token, masked token (and next sentence), target token; and task
 * heads, which say how examples become sequences as well.
 *
 * @packageDocumentation
 */
import type { AnyPlugin } from "@gpt/registry";
import { languageModelPlugin, seq2seqPlugin } from "./language-model.ts";
import { maskedLanguageModelPlugin } from "./masked-language-model.ts";
import { noHeadPlugin } from "./no-head.ts";
import { taskHeadPlugins } from "./task/index.ts";

export {
  type HeadContext,
  isPretrainingHead,
  type PretrainingHead,
  type TokenHead,
} from "./head.ts";
export { tiedLogits } from "./language-model.ts";
export type {
  ChoiceExample,
  SpanExample,
  TaggedExample,
  TaskExample,
  TextExample,
} from "./task/example.ts";
export { taskHeadPlugins } from "./task/index.ts";
export type {
  ClassPrediction,
  Prediction,
  ScorePrediction,
  SpanPrediction,
  TagsPrediction,
} from "./task/prediction.ts";
export type {
  EncodedExample,
  EncodedSequence,
  HostLogits,
  SpanWindow,
  TaskBatch,
  TaskHead,
  TaskHeadContext,
  TaskTensors,
  TrunkKind,
  TrunkStates,
} from "./task/task-head.ts";
export {
  GPT1_TASK_TOKENS,
  type TaskTokenizer,
  type TaskTokens,
  taskTokens,
} from "./task/task-tokens.ts";

/** The heads of this package, for `registry.register(...headPlugins)`. */
export const headPlugins: readonly AnyPlugin[] = [
  languageModelPlugin,
  maskedLanguageModelPlugin,
  seq2seqPlugin,
  noHeadPlugin,
  ...taskHeadPlugins,
];
