import { join } from "node:path";
import { type TaskSet, taskWarnings } from "@gpt/data";
import { type EpochResult, formatDuration } from "@gpt/trainer";
import colors from "picocolors";
import type { FinetuneTrial, TrialResult } from "../task/finetune-grid.ts";
import { named, pointText } from "../task/grid.ts";
import type { LabelledTask } from "../task/open-task.ts";
import type { FinetuneOutcome } from "../task/run-finetune.ts";

/** Tells how it goes: to people on stderr, to machines in JSON lines on stdout. */
export class FinetuneView {
  readonly #json: boolean;

  constructor(json: boolean) {
    this.#json = json;
  }

  begin(task: LabelledTask, folder: string, backend: string): void {
    const { name, form, train, validation } = task;
    const sizes = { train: train.length, validation: validation.length };
    this.#tell(
      { event: "run", folder, backend, task: name, form, ...sizes },
      `${colors.dim("backend")} ${backend}`,
      `${colors.dim("task   ")} ${name} (${form}), ${sizes.train} + ${sizes.validation} examples`,
    );
  }

  /** What is odd about the examples that are trained on. */
  warn(task: TaskSet): void {
    for (const warning of taskWarnings(task)) {
      this.#tell(
        { event: "warning", ...warning },
        `${colors.yellow("warning")} ${warning.message}`,
      );
    }
  }

  baseline(accuracy: number): void {
    const text = `${colors.dim("bag of words")} accuracy ${accuracy.toFixed(4)}`;
    this.#tell({ event: "baseline", accuracy }, text);
  }

  /** A fine-tuning begins, one of so many. */
  trial({ point }: FinetuneTrial, index: number, of: number): void {
    if (of === 1) return;
    const options = Object.fromEntries(named(point));
    const text = `${colors.dim(`${index + 1}/${of}    `)} ${pointText(point)}`;
    this.#tell({ event: "trial", index, of, options }, text);
  }

  epoch(epoch: EpochResult, { task, config }: FinetuneTrial): void {
    const losses = `loss ${epoch.trainLoss.toFixed(4)}, validation ${epoch.validationLoss.toFixed(4)}`;
    const star = epoch.best ? colors.green(" best") : "";
    const judged = `${task.metric} ${epoch.metric.toFixed(4)}${star}`;
    this.#tell(
      { event: "epoch", ...epoch },
      `epoch ${epoch.epoch}/${config.epochs}  ${losses}  ${judged}`,
    );
  }

  /** Examples that were too long. */
  cut(cut: FinetuneOutcome["cut"]): void {
    for (const [part, { examples, tokens }] of Object.entries(cut)) {
      if (examples === 0) continue;
      const message = `${examples} ${part} examples were longer than the context: ${tokens} tokens were cut off`;
      this.#tell({ event: "cut", part, examples, tokens }, `${colors.yellow("note")} ${message}`);
    }
  }

  stopping(): void {
    this.#tell({ event: "stopping" }, colors.yellow("stopping after this step"));
  }

  /** @param trials all fine-tunings; the outcome is that of the best */
  done(
    folder: string,
    task: LabelledTask,
    { best, score, seconds, reason }: FinetuneOutcome,
    trials: readonly TrialResult[],
  ): void {
    const value = `${task.metric} ${score.value.toFixed(4)}`;
    const grid = trials.length > 1 ? trials : [];
    this.#tell(
      { event: "done", folder, reason, best, score, seconds, ...(grid.length > 0 && { grid }) },
      ...gridLines(grid, task.metric),
      `${colors.green("done")} in ${formatDuration(seconds)}: ${value}, epoch ${best?.epoch ?? 0}`,
      `${colors.dim("report ")} ${join(folder, "report.html")}`,
      `${colors.dim("predict")} gpt predict ${folder} --text "…"`,
    );
  }

  #tell(event: object, ...lines: readonly string[]): void {
    if (this.#json) console.log(JSON.stringify(event));
    else for (const line of lines) console.error(line);
  }
}

/** The summary of a grid as lines of a table, the one that is kept marked. */
function gridLines(grid: readonly TrialResult[], metric: string): string[] {
  const names = Object.keys(grid[0]?.options ?? {});
  const rows = grid.map(({ options, metric, epoch, validationLoss, kept }) => [
    ...names.map((name) => String(options[name])),
    metric.toFixed(4),
    String(epoch),
    validationLoss.toFixed(4),
    kept ? "kept" : "",
  ]);
  if (rows.length === 0) return [];
  const table = [[...names, metric, "epoch", "validation loss", ""], ...rows];
  const widths = (table[0] as string[]).map((_, column) =>
    Math.max(...table.map((row) => (row[column] as string).length)),
  );
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd(),
  );
}
