import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { saveModelFolder, writeAtomic } from "@gpt/checkpoint/node";
import { isTaskModel, type TaskModel } from "@gpt/models";
import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { OpenedModel } from "@gpt/trainer/node";
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

/** An opened model as what {@link saveTaskModel} wrote. @throws GptError `NOT_FINETUNED` */
export function asTaskModel({ model, tokenizer, folder }: OpenedModel): OpenedTaskModel {
  const path = join(folder, "task.json");
  if (!isTaskModel(model) || tokenizer === null || !existsSync(path)) throw notTuned(folder);
  return { model, tokenizer, task: JSON.parse(readFileSync(path, "utf8")) as TaskFacts };
}

function notTuned(folder: string): GptError {
  return new GptError("NOT_FINETUNED", {
    message: `The model in ${folder} was not fine-tuned for a task.`,
    expected: "a folder that gpt finetune wrote, with task.json and tokenizer.json",
    got: "a model without a task",
    help: "fine-tune it first: gpt finetune --task … --from …; translators come from gpt pretrain",
  });
}
