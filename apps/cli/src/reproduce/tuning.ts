import type { TaskExample, TrainableModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { createTaskModel } from "../task/create-task-model.ts";
import { resolveFinetune } from "../task/finetune-config.ts";
import type { LabelledTask } from "../task/open-task.ts";
import { runFinetune } from "../task/run-finetune.ts";
import type { PartContext } from "./part.ts";

/** Where the weights of a fine-tuning begin. */
export type Start = "pretrained" | "random";

/** One fine-tuning of a reproduction. */
export interface Tuning {
  readonly task: LabelledTask;
  readonly labels: number;
  readonly start: Start;
  /** Weight of the auxiliary language-model loss; null: the trunk's default. */
  readonly lmWeight: number | null;
  /** Of the head, the order of the examples and dropout; and which labels there are. */
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** What a fine-tuning found. */
export interface Tuned {
  /** The metric on the validation examples after the last epoch: none was chosen by them. */
  readonly accuracy: number;
  readonly trainLoss: number;
}

/** A pre-trained model and its tokenizer. */
export interface Source {
  readonly model: TrainableModel;
  readonly tokenizer: Tokenizer;
}

/** Fine-tunes once, and judges at the end. @returns null where it was interrupted */
export async function tune(
  registry: Registry,
  { model: pretrained, tokenizer }: Source,
  tuning: Tuning,
  { signal, progress }: PartContext,
): Promise<Tuned | null> {
  const { labels, start, lmWeight, seed, epochs, batchSize, learningRate } = tuning;
  const task = { ...tuning.task, train: examplesOf(tuning) };
  const schedule = { type: "linear", warmup: 0.1, learningRate };
  const settings = { task: task.name, lmWeight, epochs, batchSize, seed, schedule };
  const config = resolveFinetune(
    registry,
    { ...settings, judgeEvery: epochs },
    Number(pretrained.config.dModel),
  );
  const parts = { ...config, task, tokenizer };
  const model = await createTaskModel(registry, pretrained, parts, start === "random");
  const steps = Math.ceil(labels / batchSize) * epochs;
  const watch = {
    on: (event: { readonly type: string; readonly step: number }) => {
      if (event.type === "step") progress(event.step / steps);
    },
  };
  try {
    const tuned = { registry, config, task, tokenizer, model, signal, callbacks: [watch] };
    const { epochs: judged, reason } = await runFinetune(tuned);
    const last = judged.at(-1);
    if (reason === "interrupted" || last === undefined) return null;
    return { accuracy: last.metric, trainLoss: last.trainLoss };
  } finally {
    model.dispose();
  }
}

/** The examples of a seed: each has labels of its own. */
export function examplesOf({
  task,
  labels,
  seed,
}: Pick<Tuning, "task" | "labels" | "seed">): readonly TaskExample[] {
  return task.train.slice((seed - 1) * labels, seed * labels);
}
