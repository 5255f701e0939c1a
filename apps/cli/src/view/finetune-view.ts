import { join } from "node:path";
import { type EpochResult, formatDuration } from "@gpt/trainer";
import colors from "picocolors";
import type { LabelledTask } from "../task/open-task.ts";
import type { FinetuneOutcome } from "../task/run-finetune.ts";

/** Tells how it goes: to people on stderr, to machines in JSON lines on stdout. */
export class FinetuneView {
  readonly #json: boolean;

  constructor(json: boolean) {
    this.#json = json;
  }

  begin({ name, form, train, validation }: LabelledTask, folder: string, backend: string): void {
    const sizes = { train: train.length, validation: validation.length };
    this.#tell(
      { event: "run", folder, backend, task: name, form, ...sizes },
      `${colors.dim("backend")} ${backend}`,
      `${colors.dim("task   ")} ${name} (${form}), ${sizes.train} + ${sizes.validation} examples`,
    );
  }

  baseline(accuracy: number): void {
    const text = `${colors.dim("bag of words")} accuracy ${accuracy.toFixed(4)}`;
    this.#tell({ event: "baseline", accuracy }, text);
  }

  epoch(epoch: EpochResult, epochs: number, metric: string): void {
    const losses = `loss ${epoch.trainLoss.toFixed(4)}, validation ${epoch.validationLoss.toFixed(4)}`;
    const star = epoch.best ? colors.green(" best") : "";
    const judged = `${metric} ${epoch.metric.toFixed(4)}${star}`;
    this.#tell(
      { event: "epoch", ...epoch },
      `epoch ${epoch.epoch}/${epochs}  ${losses}  ${judged}`,
    );
  }

  stopping(): void {
    this.#tell({ event: "stopping" }, colors.yellow("stopping after this step"));
  }

  done(
    folder: string,
    task: LabelledTask,
    { best, score, seconds, reason }: FinetuneOutcome,
  ): void {
    const value = `${task.metric} ${score.value.toFixed(4)}`;
    this.#tell(
      { event: "done", folder, reason, best, score, seconds },
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
