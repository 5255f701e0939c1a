import type { MetricScore } from "@gpt/evaluation";
import type { EpochResult } from "@gpt/trainer";
import { heatMap, lineChart } from "../chart.ts";
import { listing, page, paragraph, table, titled } from "../page.ts";
import type { TrialResult } from "./finetune-grid.ts";
import type { LabelledTask } from "./open-task.ts";

/** What a fine-tuning's report shows. */
export interface FinetuneReport {
  readonly task: LabelledTask;
  readonly config: object;
  readonly epochs: readonly EpochResult[];
  readonly score: MetricScore;
  /** Rows: what is right; columns: what was predicted. Null where the task has no classes. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** All fine-tunings of a grid; null where there was one alone. */
  readonly grid: readonly TrialResult[] | null;
}

/** The report of a fine-tuning: curves over the epochs, the metric, who was taken for whom. */
export function finetunePage({
  task,
  config,
  epochs,
  score,
  confusion,
  grid,
}: FinetuneReport): string {
  const { name, form, labels, metric, train, validation } = task;
  const curve = (key: "trainLoss" | "validationLoss" | "metric") =>
    epochs.map((at) => [at.epoch, at[key]] as const);
  const rows = epochs.map(({ epoch, trainLoss, validationLoss, metric, best }) => [
    epoch,
    trainLoss,
    validationLoss,
    metric,
    best ? "best so far" : "",
  ]);
  const details = Object.entries(score.details ?? {});
  const sizes = `${train.length} training and ${validation.length} validation examples`;
  return page(`${name}: ${metric} ${score.value.toFixed(4)}`, [
    paragraph(`A task of the form "${form}"; ${sizes}.`),
    titled(
      "Epochs",
      table(["epoch", "training loss", "validation loss", metric, ""], rows),
      lineChart("loss by epoch", [
        { name: "training", points: curve("trainLoss") },
        { name: "validation", points: curve("validationLoss") },
      ]),
      lineChart(`${metric} by epoch`, [{ name: "validation", points: curve("metric") }]),
    ),
    ...(grid === null ? [] : [titled("Grid", gridTable(grid, metric))]),
    ...(details.length > 0 ? [titled("Details", table(["", ""], details))] : []),
    ...(confusion === null
      ? []
      : [titled("Right (rows) and predicted (columns)", heatMap(confusion, labels, labels))]),
    titled("Configuration", listing(config)),
  ]);
}

function gridTable(grid: readonly TrialResult[], metric: string): string {
  const names = Object.keys(grid[0]?.options ?? {});
  const rows = grid.map(({ options, metric, epoch, validationLoss, seconds, kept }) => [
    ...names.map((name) => String(options[name])),
    metric,
    epoch,
    validationLoss,
    seconds,
    kept ? "kept" : "",
  ]);
  return table([...names, metric, "epoch", "validation loss", "seconds", ""], rows);
}
