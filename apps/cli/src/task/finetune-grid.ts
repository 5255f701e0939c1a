import type { TrainableModel } from "@gpt/models";
import type { Json, Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { EpochResult } from "@gpt/trainer";
import type { FinetuneView } from "../view/finetune-view.ts";
import { createTaskModel } from "./create-task-model.ts";
import type { FinetuneConfig } from "./finetune-config.ts";
import { writeResults } from "./finetune-results.ts";
import { type GridPoint, named } from "./grid.ts";
import type { LabelledTask } from "./open-task.ts";
import { type FinetuneOutcome, runFinetune } from "./run-finetune.ts";
import { saveTaskModel } from "./task-folder.ts";

/** One fine-tuning of a grid. */
export interface FinetuneTrial {
  /** With the examples that it is trained on. */
  readonly task: LabelledTask;
  readonly config: FinetuneConfig;
  readonly point: GridPoint;
}

/** How a trial ended: a row of the summary. */
export interface TrialResult {
  /** Its options by their short names. */
  readonly options: { readonly [name: string]: Json };
  /** The task's metric, at its best epoch. */
  readonly metric: number;
  readonly epoch: number;
  readonly validationLoss: number;
  readonly seconds: number;
  /** Whether it is the one that the folder has. */
  readonly kept: boolean;
}

/** What all trials begin with. */
export interface FinetuneStart {
  readonly registry: Registry;
  /** The pre-trained model; it is not changed. */
  readonly model: TrainableModel;
  readonly tokenizer: Tokenizer;
  /** Random weights instead. */
  readonly fresh: boolean;
}

/** Where trials are told and written. */
export interface FinetuneEnd {
  readonly folder: string;
  readonly view: FinetuneView;
  readonly signal: AbortSignal;
}

/**
 * Fine-tunes once for every trial; the folder gets the one with the highest metric, the first of equals.
 *
 * @returns whether it was interrupted
 */
export async function runGrid(
  trials: readonly FinetuneTrial[],
  start: FinetuneStart,
  { folder, view, signal }: FinetuneEnd,
): Promise<boolean> {
  const finished: Finished[] = [];
  let best: Finished | null = null;
  for (const trial of trials) {
    view.trial(trial, finished.length, trials.length);
    const model = await createTaskModel(
      start.registry,
      start.model,
      { ...trial.config, task: trial.task, tokenizer: start.tokenizer },
      start.fresh,
    );
    try {
      const onEpoch = (epoch: EpochResult) => view.epoch(epoch, trial);
      const outcome = await runFinetune({ ...start, ...trial, model, signal, onEpoch });
      view.cut(outcome.cut);
      const latest = { trial, outcome };
      finished.push(latest);
      if (best === null || isBetter(outcome, best.outcome)) {
        best = latest;
        await saveTaskModel(folder, model, start.tokenizer, trial.task);
      }
    } finally {
      model.dispose();
    }
    if (signal.aborted) break;
  }
  const kept = best as unknown as Finished; // there is at least one trial
  const { trial, outcome } = kept;
  const results = finished.map((one) => resultOf(one, one === kept));
  await writeResults(folder, trial, outcome, results);
  view.done(folder, trial.task, outcome, results);
  return signal.aborted;
}

interface Finished {
  readonly trial: FinetuneTrial;
  readonly outcome: FinetuneOutcome;
}

/** A metric that is not defined (NaN) is worse than any. */
function isBetter({ score }: FinetuneOutcome, than: FinetuneOutcome): boolean {
  const [metric, other] = [score.value, than.score.value];
  return metric > other || (Number.isNaN(other) && !Number.isNaN(metric));
}

function resultOf({ trial: { point }, outcome }: Finished, kept: boolean): TrialResult {
  return {
    options: Object.fromEntries(named(point)),
    metric: outcome.score.value,
    epoch: outcome.best?.epoch ?? 0,
    validationLoss: outcome.best?.validationLoss ?? Number.NaN,
    seconds: outcome.seconds,
    kept,
  };
}
