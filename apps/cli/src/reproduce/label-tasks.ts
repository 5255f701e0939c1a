import type { Registry } from "@gpt/registry";
import { baselineAccuracy } from "../task/baseline.ts";
import { type LabelledTask, openTask } from "../task/open-task.ts";
import type { Part } from "./part.ts";
import { examplesOf, type Tuning } from "./tuning.ts";

/** How many labels of which tasks a reproduction learns from. */
export interface LabelPlan {
  /** Parts of kind "task", by name. */
  readonly tasks: readonly string[];
  /** Numbers of labels. */
  readonly labels: readonly number[];
  /** Each seed has labels of its own. */
  readonly seeds: number;
  /** Validation examples of a task. */
  readonly validation: number;
}

/** Tasks by name, with labels enough for every seed. */
export async function openTasks(
  registry: Registry,
  { tasks, labels, seeds, validation }: LabelPlan,
): Promise<ReadonlyMap<string, LabelledTask>> {
  const sizes = { count: Math.max(...labels) * seeds, validationCount: validation };
  const opened = tasks.map(
    async (type) => [type, await openTask(registry, { type, ...sizes })] as const,
  );
  return new Map(await Promise.all(opened));
}

/** Name of the part that counts words. */
export const BAG_OF_WORDS = "bag-of-words";

/** Accuracy of a bag of words, by task, for each number of labels. */
export interface WordScores {
  readonly [task: string]: readonly (readonly [labels: number, accuracy: number])[];
}

/** What a bag of words reaches with the same labels: a task that it solves says nothing. */
export function bagOfWords(
  tasks: ReadonlyMap<string, LabelledTask>,
  { labels, seeds }: LabelPlan,
): Part {
  const scoreOf = (task: LabelledTask, count: number) => {
    const scores = Array.from({ length: seeds }, (_, i) => {
      const train = examplesOf({ task, labels: count, seed: i + 1 });
      return baselineAccuracy({ ...task, train });
    });
    return scores.reduce((sum, score) => sum + score, 0) / seeds;
  };
  return {
    name: BAG_OF_WORDS,
    label: "a bag of words",
    cost: 1,
    run: async (): Promise<WordScores> => {
      const counted = [...tasks].filter(([, { form }]) => form !== "multiple-choice");
      return Object.fromEntries(
        counted.map(([name, task]) => [name, labels.map((n) => [n, scoreOf(task, n)] as const)]),
      );
    },
  };
}

/** Tokens of an example, about. Pairs in both orders, and two answers, are read twice. */
const TOKENS: Readonly<Record<string, number>> = {
  classification: 36,
  entailment: 51,
  similarity: 115,
  "multiple-choice": 103,
};

/** Judging costs a third of training, being the forward pass alone. */
const JUDGING = 1 / 3;

/** What a fine-tuning costs, in tokens of training. */
export function tuningCost(
  { form, validation }: LabelledTask,
  { labels, epochs }: Pick<Tuning, "labels" | "epochs">,
): number {
  return (TOKENS[form] ?? 100) * (labels * epochs + validation.length * JUDGING);
}
