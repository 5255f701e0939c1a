import { type Spread, spreadOf } from "../numbers.ts";
import type { Results } from "../part.ts";
import type { Tuned } from "../tuning.ts";
import { nameOf, planTunings, type Trunk } from "./parts.ts";
import type { BertSettings } from "./settings.ts";

/** What the seeds of one combination found. */
export interface Group extends Spread {
  readonly task: string;
  readonly labels: number;
  readonly trunk: Trunk;
  readonly accuracies: readonly number[];
}

/** All fine-tunings, the seeds together. */
export function groupResults(settings: BertSettings, results: Results): Group[] {
  const planned = planTunings(settings);
  return planned
    .filter(({ seed }) => seed === 1)
    .map(({ task, labels, trunk }) => {
      const accuracies = planned
        .filter((other) => other.task === task && other.labels === labels && other.trunk === trunk)
        .map((other) => results.get<Tuned>(nameOf(other)).accuracy);
      return { task, labels, trunk, accuracies, ...spreadOf(accuracies) };
    });
}

/** The group of a combination. */
export function groupOf(
  groups: readonly Group[],
  task: string,
  labels: number,
  trunk: Trunk,
): Group {
  return groups.find(
    (group) => group.task === task && group.labels === labels && group.trunk === trunk,
  ) as Group;
}
