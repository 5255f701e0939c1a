import { join } from "node:path";
import type { Registry } from "@gpt/registry";
import { baselineAccuracy } from "../../task/baseline.ts";
import { type LabelledTask, openTask } from "../../task/open-task.ts";
import { lazily } from "../lazily.ts";
import type { Part } from "../part.ts";
import { pretrainingPart } from "../pretraining-part.ts";
import { openSource } from "../source.ts";
import { examplesOf, tune } from "../tuning.ts";
import { BAG_OF_WORDS, nameOf, type PlannedTuning, PRETRAINING, planTunings } from "./plan.ts";
import type { Gpt1Settings } from "./settings.ts";

/** Accuracy of a bag of words, by task, for each number of labels. */
export interface WordScores {
  readonly [task: string]: readonly (readonly [labels: number, accuracy: number])[];
}

/** Tokens of an example, about: how long it takes. Pairs of both orders and two answers take twice. */
const TOKENS: Readonly<Record<string, number>> = {
  classification: 36,
  entailment: 51,
  similarity: 115,
  "multiple-choice": 103,
};

/** Judging costs a third of training, being the forward pass alone. */
const JUDGING = 1 / 3;

/** The parts: pre-training, a bag of words to compare with, and every fine-tuning of the plan. */
export async function gpt1Parts(
  registry: Registry,
  folder: string,
  settings: Gpt1Settings,
): Promise<readonly Part[]> {
  const pretrained = join(folder, "pretrained");
  const source = lazily(() => openSource(registry, pretrained));
  const tasks = await openTasks(registry, settings);
  return [
    pretrainingPart({
      registry,
      folder: pretrained,
      name: PRETRAINING,
      label: "pre-training a GPT-1",
      config: settings.pretraining,
    }),
    bagOfWords(tasks, settings),
    ...planTunings(settings).map((planned): Part => {
      const task = tasks.get(planned.task) as LabelledTask;
      return {
        name: nameOf(planned),
        label: labelOf(planned),
        cost: costOf(task, planned),
        run: async (context) => {
          const { batchSize, learningRate } = settings;
          const tuning = { ...planned, task, batchSize, learningRate };
          return tune(registry, await source(), tuning, context);
        },
      };
    }),
  ];
}

/** Every task with labels of its own for each seed. */
async function openTasks(
  registry: Registry,
  { tasks, labels, seeds, validation }: Gpt1Settings,
): Promise<ReadonlyMap<string, LabelledTask>> {
  const sizes = { count: Math.max(...labels) * seeds, validationCount: validation };
  const opened = tasks.map(
    async (type) => [type, await openTask(registry, { type, ...sizes })] as const,
  );
  return new Map(await Promise.all(opened));
}

function bagOfWords(
  tasks: ReadonlyMap<string, LabelledTask>,
  { labels, seeds }: Gpt1Settings,
): Part {
  const scoreOf = (task: LabelledTask, count: number) => {
    const scores = Array.from({ length: seeds }, (_, i) => {
      const train = examplesOf({ task, labels: count, seed: i + 1 });
      return baselineAccuracy({ ...task, train }, null);
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

function costOf({ form, validation }: LabelledTask, { labels, epochs }: PlannedTuning): number {
  return (TOKENS[form] ?? 100) * (labels * epochs + validation.length * JUDGING);
}

function labelOf({ task, labels, start, lmWeight, seed }: PlannedTuning): string {
  const weights = start === "random" ? "random" : "pre-trained";
  const auxiliary = lmWeight > 0 ? "" : ", no auxiliary loss";
  return `${task}, ${labels} labels, ${weights}${auxiliary}, seed ${seed}`;
}
