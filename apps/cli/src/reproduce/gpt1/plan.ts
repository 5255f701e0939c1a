import type { Start } from "../tuning.ts";
import type { Gpt1Settings } from "./settings.ts";

/** One fine-tuning of the plan. */
export interface PlannedTuning {
  readonly task: string;
  readonly labels: number;
  readonly epochs: number;
  readonly start: Start;
  readonly lmWeight: number;
  readonly seed: number;
}

/** Every combination, the few labels first: what counts most is known soonest. */
export function planTunings(settings: Gpt1Settings): PlannedTuning[] {
  const { tasks, labels, epochs, lmWeights, seeds } = settings;
  return labels.flatMap((count, size) =>
    tasks.flatMap((task) =>
      lmWeights.flatMap((lmWeight) =>
        (["pretrained", "random"] as const).flatMap((start) =>
          Array.from({ length: seeds }, (_, i) => ({
            task,
            labels: count,
            epochs: epochs[size] as number,
            start,
            lmWeight,
            seed: i + 1,
          })),
        ),
      ),
    ),
  );
}

/** The name of a fine-tuning's part. */
export function nameOf({ task, labels, start, lmWeight, seed }: PlannedTuning): string {
  return `${task}-${labels}-${start}-lm${lmWeight}-seed${seed}`;
}

/** Name of the part that pre-trains. */
export const PRETRAINING = "pretraining";
