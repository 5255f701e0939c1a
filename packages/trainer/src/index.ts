/**
 * The training loop and what a run is made of: configuration, parts, events, snapshots, progress.
 * Runs that live in a folder are in `@gpt/trainer/node`.
 *
 * @packageDocumentation
 */
export { defaultParts, type Objective, objectiveOf, type Parts } from "./config/default-parts.ts";
export { type Difference, differences } from "./config/differences.ts";
export {
  CONFIG_VERSION,
  type RunConfig,
  type RunConfigInput,
  resolveConfig,
} from "./config/run-config.ts";
export { averageWeights } from "./finetune/average-weights.ts";
export type { EpochResult } from "./finetune/best-epoch.ts";
export {
  type BucketOptions,
  batchesPerEpoch,
  bucketedStream,
  type TokenBucketOptions,
  tokenBucketedStream,
} from "./finetune/bucketed-stream.ts";
export { type EncodedTask, encodeTask, trainingItems } from "./finetune/encode-task.ts";
export {
  type FinetuneOptions,
  type FinetuneResult,
  finetune,
  type TaskMetric,
} from "./finetune/finetune.ts";
export { predictTask } from "./finetune/predict-task.ts";
export { evaluate } from "./loop/evaluate.ts";
export type {
  Callback,
  CallbackContext,
  CheckpointEvent,
  CheckpointSlot,
  DoneEvent,
  NoteEvent,
  RunFacts,
  Sample,
  SampleEvent,
  StartEvent,
  StepEvent,
  StopReason,
  TrainEvent,
  ValidationEvent,
} from "./loop/events.ts";
export type { TrainOptions } from "./loop/options.ts";
export type { Progress } from "./loop/progress.ts";
export type { CheckpointStore, HostTensor, Snapshot } from "./loop/snapshot.ts";
export type { Limits } from "./loop/stop.ts";
export { type TrainResult, train } from "./loop/train.ts";
export { formatCount, formatDuration, formatNumber } from "./progress/format.ts";
export { type Course, fractionDone } from "./progress/remaining.ts";
export type { RunLog } from "./report/data.ts";
export { type ChartLibrary, renderReport } from "./report/html.ts";
export { assembleRun, type RunParts } from "./run/assemble.ts";
export { type BatchRequest, type BatchSource, batchSourcePlugins } from "./run/batch-source.ts";
export { makeTokenizer } from "./run/make-tokenizer.ts";
export type { OpenStore } from "./run/streams.ts";
export { trainOptions } from "./run/train-options.ts";
