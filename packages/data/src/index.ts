/**
 * Corpora, token stores, and streams of batches that can be left and taken up again exactly. Files
 * are in `@gpt/data/node`.
 *
 * @packageDocumentation
 */
export {
  type BatchArray,
  type BatchData,
  type BatchStream,
  IGNORED,
  readPosition,
} from "./batch.ts";
export {
  type Dataset,
  type DatasetContext,
  type DownloadProgress,
  dataPlugins,
} from "./datasets.ts";
export {
  fixedBatches,
  type PackedOptions,
  packedStream,
  windowCount,
} from "./packed-stream.ts";
export {
  type MaskingIds,
  type MaskOptions,
  maskTokens,
  roundHalfToEven,
} from "./pretraining/masking.ts";
export {
  type SentencePairOptions,
  sentencePairStream,
} from "./pretraining/sentence-pair-stream.ts";
export { sentenceEncoder } from "./pretraining/sentence-store.ts";
export { type Document, type TextSource, textSource } from "./source.ts";
export type { Split } from "./tales/story.ts";
export { tale, tales } from "./tales/tale.ts";
export { checkTask, type TaskWarning, taskWarnings } from "./tasks/check-task.ts";
export type { TaskDescription } from "./tasks/description.ts";
export { READY_TASKS, type ReadyTask } from "./tasks/ready-descriptions.ts";
export { taskPlugins } from "./tasks/tales/plugins.ts";
export { type TalesTaskName, type TalesTaskOptions, talesTask } from "./tasks/tales/tales-tasks.ts";
export { isTaskDataset, type TaskDataset } from "./tasks/task-dataset.ts";
export type {
  ChoiceExample,
  PairExample,
  SpanExample,
  TaggedExample,
  TaskForm,
  TaskForms,
  TaskSet,
  TextExample,
} from "./tasks/task-set.ts";
export {
  memoryStore,
  sliceStore,
  splitStore,
  type TokenEncoder,
  type TokenizeProgress,
  type TokenStore,
  tokenize,
  tokenizeToMemory,
} from "./token-store.ts";
export {
  type IdPair,
  PAIR_IDS,
  type PairIds,
  pairBatch,
  type ToyPairsOptions,
  toyPairs,
} from "./toy-pairs.ts";
