import { join } from "node:path";
import type { Registry } from "@gpt/registry";
import type { LabelledTask } from "../../task/open-task.ts";
import { bagOfWords, openTasks, tuningCost } from "../label-tasks.ts";
import { lazily } from "../lazily.ts";
import type { Part } from "../part.ts";
import { pretrainingPart } from "../pretraining-part.ts";
import { openSource } from "../source.ts";
import { tune } from "../tuning.ts";
import { nameOf, type PlannedTuning, PRETRAINING, planTunings } from "./plan.ts";
import type { Gpt1Settings } from "./settings.ts";

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
        cost: tuningCost(task, planned),
        run: async (context) => {
          const { batchSize, learningRate } = settings;
          const tuning = { ...planned, task, batchSize, learningRate };
          return tune(registry, await source(), tuning, context);
        },
      };
    }),
  ];
}

function labelOf({ task, labels, start, lmWeight, seed }: PlannedTuning): string {
  const weights = start === "random" ? "random" : "pre-trained";
  const auxiliary = lmWeight > 0 ? "" : ", no auxiliary loss";
  return `${task}, ${labels} labels, ${weights}${auxiliary}, seed ${seed}`;
}
