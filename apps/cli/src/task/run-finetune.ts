import type { MetricScore } from "@gpt/evaluation";
import type { TaskModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { type Callback, type EpochResult, type FinetuneResult, finetune } from "@gpt/trainer";
import type { FinetuneConfig } from "./finetune-config.ts";
import type { LabelledTask } from "./open-task.ts";
import { taskJudge } from "./task-metric.ts";

/** What {@link runFinetune} works with. */
export interface FinetuneParts {
  readonly registry: Registry;
  readonly config: FinetuneConfig;
  /** With the examples to train on. */
  readonly task: LabelledTask;
  readonly tokenizer: Tokenizer;
  /** Has the best epoch's weights afterwards. */
  readonly model: TaskModel;
  readonly callbacks?: readonly Callback[];
  readonly onEpoch?: (epoch: EpochResult) => void;
  readonly signal?: AbortSignal;
}

/** How it ended, with the best epoch's predictions and all numbers of the metric. */
export type FinetuneOutcome = FinetuneResult & { readonly score: MetricScore };

/** Fine-tunes a model on a task as the configuration says. */
export async function runFinetune(parts: FinetuneParts): Promise<FinetuneOutcome> {
  const { registry, config, task, tokenizer, model, callbacks, onEpoch, signal } = parts;
  const judge = taskJudge(registry, task);
  const optimizer = registry.create("optimizer", config.optimizer, {
    parameters: model.parameters,
  });
  try {
    const result = await finetune({
      model,
      tokenizer,
      optimizer,
      schedule: (steps) => registry.create("schedule", config.schedule, { steps }),
      train: task.train,
      validation: task.validation,
      metric: (predictions, examples) => judge(predictions, examples).value,
      epochs: config.epochs,
      judgeEvery: config.judgeEvery,
      batchSize: config.batchSize,
      seed: config.seed,
      ...(config.patience !== null && { patience: config.patience }),
      ...(callbacks !== undefined && { callbacks }),
      ...(onEpoch !== undefined && { onEpoch }),
      ...(signal !== undefined && { signal }),
    });
    return { ...result, score: judge(result.predictions, task.validation) };
  } finally {
    optimizer.dispose();
  }
}
