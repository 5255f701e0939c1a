import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, saveModelFolder, writeAtomic } from "@gpt/checkpoint/node";
import { isTaskModel, type TaskModel } from "@gpt/models";
import { GptError, type Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { openModel } from "@gpt/trainer/node";
import type { LabelledTask } from "./open-task.ts";

/** What a fine-tuned model was tuned for: `task.json` beside its weights. */
export interface TaskFacts {
  readonly name: string;
  readonly form: LabelledTask["form"];
  readonly labels: readonly string[];
  readonly metric: string;
}

/** A fine-tuned model, opened. */
export interface OpenedTaskModel {
  readonly model: TaskModel;
  readonly tokenizer: Tokenizer;
  readonly task: TaskFacts;
}

/** Writes a fine-tuned model. @throws GptError `DISK_FULL`, `READ_ONLY`, `FILE_FAILED` */
export async function saveTaskModel(
  folder: string,
  model: TaskModel,
  tokenizer: Tokenizer,
  { name, form, labels, metric }: LabelledTask,
): Promise<void> {
  await saveModelFolder(folder, {
    config: model.config,
    parameters: await model.parameters.download(),
    tokenizer: tokenizer.toJSON(),
  });
  const facts: TaskFacts = { name, form, labels, metric };
  await writeAtomic(join(folder, "task.json"), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Opens what {@link saveTaskModel} wrote. @throws GptError `NOT_FINETUNED`, and those of `openModel` */
export async function openTaskModel(registry: Registry, folder: string): Promise<OpenedTaskModel> {
  const { model, tokenizer } = await openModel(registry, folder);
  const path = join(folder, "task.json");
  if (!isTaskModel(model) || tokenizer === null || !existsSync(path)) throw notTuned(folder);
  return { model, tokenizer, task: (await readJsonFile(path)) as unknown as TaskFacts };
}

function notTuned(folder: string): GptError {
  return new GptError("NOT_FINETUNED", {
    message: `The model in ${folder} was not fine-tuned for a task.`,
    expected: "a folder that gpt finetune wrote, with task.json and tokenizer.json",
    got: "a model without a task",
    help: "fine-tune it first: gpt finetune --task … --from …",
  });
}
