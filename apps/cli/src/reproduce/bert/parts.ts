import { join } from "node:path";
import type { Registry } from "@gpt/registry";
import type { LabelledTask } from "../../task/open-task.ts";
import { bagOfWords, openTasks, tuningCost } from "../label-tasks.ts";
import { lazily } from "../lazily.ts";
import type { Part } from "../part.ts";
import { pretrainingPart } from "../pretraining-part.ts";
import { openSource } from "../source.ts";
import { tune } from "../tuning.ts";
import { scoreFillMask } from "./fill-mask.ts";
import type { BertSettings } from "./settings.ts";

/** A model that is pre-trained, and fine-tuned. */
export type Trunk = "encoder" | "decoder";

/** Names of parts; a pre-training's is its trunk's. */
export const FILL_MASK = "fill-mask";

/** One fine-tuning of the plan. */
export interface PlannedTuning {
  readonly task: string;
  readonly labels: number;
  readonly epochs: number;
  readonly trunk: Trunk;
  readonly seed: number;
}

/** What the trunks are called. */
export const TRUNKS: Readonly<Record<Trunk, string>> = {
  encoder: "BERT",
  decoder: "left-to-right",
};

/** A masked batch takes about as long as training on so many tokens. */
const BATCH = 2000;

/** Both trunks with every task, number of labels and seed. */
export function planTunings({ tasks, labels, epochs, seeds }: BertSettings): PlannedTuning[] {
  return labels.flatMap((count, size) =>
    tasks.flatMap((task) =>
      (["encoder", "decoder"] as const).flatMap((trunk) =>
        Array.from({ length: seeds }, (_, i) => ({
          task,
          labels: count,
          epochs: epochs[size] as number,
          trunk,
          seed: i + 1,
        })),
      ),
    ),
  );
}

/** The name of a fine-tuning's part. */
export function nameOf({ task, labels, trunk, seed }: PlannedTuning): string {
  return `${task}-${labels}-${trunk}-seed${seed}`;
}

/** The parts: both pre-trainings, filling masks, a bag of words, and every fine-tuning. */
export async function bertParts(
  registry: Registry,
  folder: string,
  settings: BertSettings,
): Promise<readonly Part[]> {
  const runs = { encoder: join(folder, "encoder"), decoder: join(folder, "decoder") };
  const sources = {
    encoder: lazily(() => openSource(registry, runs.encoder)),
    decoder: lazily(() => openSource(registry, runs.decoder)),
  };
  const tasks = await openTasks(registry, settings);
  const pretraining = (trunk: Trunk) =>
    pretrainingPart({
      registry,
      folder: runs[trunk],
      name: trunk,
      label: `pre-training: ${TRUNKS[trunk]}`,
      config: settings[trunk],
    });
  return [
    pretraining("encoder"),
    {
      name: FILL_MASK,
      label: "filling masks",
      cost: settings.maskedBatches * BATCH,
      run: (context) => scoreFillMask(registry, runs.encoder, settings, context),
    },
    pretraining("decoder"),
    bagOfWords(tasks, settings),
    ...planTunings(settings).map((planned): Part => {
      const task = tasks.get(planned.task) as LabelledTask;
      const { labels, trunk, seed } = planned;
      return {
        name: nameOf(planned),
        label: `${planned.task}, ${labels} labels, ${TRUNKS[trunk]}, seed ${seed}`,
        cost: tuningCost(task, planned),
        run: async (context) => {
          const { batchSize, learningRate } = settings;
          const common = { start: "pretrained", lmWeight: null, batchSize, learningRate } as const;
          return tune(registry, await sources[trunk](), { ...planned, ...common, task }, context);
        },
      };
    }),
  ];
}
