import {
  adoptPretrained,
  createModel,
  isMaskedModel,
  type TaskModel,
  type TrainableModel,
  taskTokens,
} from "@gpt/models";
import type { Json, PluginConfig, Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { LabelledTask } from "./open-task.ts";

/** What a task model is made for. */
export interface TaskModelFor {
  readonly task: LabelledTask;
  readonly tokenizer: Tokenizer;
  /** Null: the one of the task's form. */
  readonly head: PluginConfig | null;
  readonly lmWeight: number | null;
  readonly seed: number;
}

/**
 * A task model on a model's trunk.
 *
 * @param pretrained its config and weights are taken; it is not changed
 * @param fresh true leaves the weights random: what pre-training is compared with
 */
export async function createTaskModel(
  registry: Registry,
  pretrained: TrainableModel,
  { task, tokenizer, head, lmWeight, seed }: TaskModelFor,
  fresh = false,
): Promise<TaskModel> {
  const kind = isMaskedModel(pretrained) ? "encoder" : "decoder";
  const { vocabSize } = taskTokens(kind, tokenizer);
  const trunk = { ...pretrained.config, vocabSize };
  const config = { type: "task", trunk, head: head ?? headFor(task), lmWeight };
  const model = createModel(registry, config as unknown as PluginConfig) as TaskModel;
  model.parameters.initialize(seed);
  if (!fresh) await adoptPretrained(model, await pretrained.parameters.download());
  return model;
}

/** The task head of a task's form, with as many classes as the task has. */
function headFor({ form, labels }: LabelledTask): PluginConfig {
  const counted = ["classification", "entailment", "similarity", "tagging"].includes(form);
  const options: { [option: string]: Json } = counted ? { labels: labels.length } : {};
  return { ...options, type: form };
}
