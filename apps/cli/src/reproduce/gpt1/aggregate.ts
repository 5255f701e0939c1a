import { type Spread, spreadOf } from "../numbers.ts";
import type { Results } from "../part.ts";
import type { Start, Tuned } from "../tuning.ts";
import { nameOf, planTunings } from "./plan.ts";
import type { Gpt1Settings } from "./settings.ts";

/** What the seeds of one combination found. */
export interface Group extends Spread {
  readonly task: string;
  readonly labels: number;
  readonly start: Start;
  readonly lmWeight: number;
  /** One for each seed. */
  readonly accuracies: readonly number[];
}

/** All fine-tunings, the seeds together. */
export function groupResults(settings: Gpt1Settings, results: Results): Group[] {
  const found = new Map<string, Omit<Group, keyof Spread>>();
  for (const planned of planTunings(settings)) {
    const { task, labels, start, lmWeight } = planned;
    const key = JSON.stringify([task, labels, start, lmWeight]);
    const { accuracy } = results.get<Tuned>(nameOf(planned));
    const accuracies = [...(found.get(key)?.accuracies ?? []), accuracy];
    found.set(key, { task, labels, start, lmWeight, accuracies });
  }
  return [...found.values()].map((group) => ({ ...group, ...spreadOf(group.accuracies) }));
}

/** The group of a combination. */
export function groupOf(
  groups: readonly Group[],
  wanted: Pick<Group, "task" | "labels" | "start" | "lmWeight">,
): Group {
  const { task, labels, start, lmWeight } = wanted;
  return groups.find(
    (group) =>
      group.task === task &&
      group.labels === labels &&
      group.start === start &&
      group.lmWeight === lmWeight,
  ) as Group;
}

/** What pre-training gains on a task. */
export interface Gain {
  readonly task: string;
  readonly labels: number;
  readonly lmWeight: number;
  readonly pretrained: number;
  readonly random: number;
  /** Difference of the means. */
  readonly margin: number;
  /** Whether the worst seed with pre-training is above the best without. */
  readonly separate: boolean;
}

/** The gain of pre-training for every task, number of labels and auxiliary weight. */
export function gains(
  { tasks, labels, lmWeights }: Gpt1Settings,
  groups: readonly Group[],
): Gain[] {
  return tasks.flatMap((task) =>
    labels.flatMap((count) =>
      lmWeights.map((lmWeight) => {
        const at = { task, labels: count, lmWeight };
        const pretrained = groupOf(groups, { ...at, start: "pretrained" });
        const random = groupOf(groups, { ...at, start: "random" });
        return {
          ...at,
          pretrained: pretrained.mean,
          random: random.mean,
          margin: pretrained.mean - random.mean,
          separate: pretrained.low > random.high,
        };
      }),
    ),
  );
}
