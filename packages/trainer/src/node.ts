/**
 * Runs that live in a folder: start, resume, checkpoints, logs, report.
 *
 * @packageDocumentation
 */
export { callbackPlugins } from "./node/callbacks.ts";
export { CheckpointFolder, keptCheckpoints, loadCheckpoint } from "./node/checkpoint-folder.ts";
export { JsonLines, readEvents } from "./node/json-lines.ts";
export { lockRun, type RunLock } from "./node/lock.ts";
export { describeMachine } from "./node/machine.ts";
export { findModelFolder, type OpenedModel, openModel } from "./node/open-model.ts";
export { ReportFile, reportRun } from "./node/report-file.ts";
export {
  type Preparation,
  type RunOptions,
  type RunResult,
  readRunConfig,
  resumeRun,
  startRun,
} from "./node/run.ts";
export { TensorBoardFile } from "./node/tensorboard-file.ts";
