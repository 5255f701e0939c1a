import { encodeTask, predictTask } from "@gpt/trainer";
import { startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { openTask, type TaskFlags, taskConfig } from "../task/open-task.ts";
import { openTaskModel } from "../task/task-folder.ts";
import { taskJudge } from "../task/task-metric.ts";

/** Flags of `gpt evaluate`. */
export interface EvaluateFlags extends TaskFlags {
  readonly plugin?: readonly string[];
  readonly backend?: string;
  readonly json?: boolean;
}

/** `gpt evaluate`: the task's metric of a fine-tuned model on the task's validation examples. */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags.backend ?? "auto");
  const { model, tokenizer, task: facts } = await openTaskModel(registry, userPath(path));
  const named = { ...flags, task: flags.task ?? facts.name };
  const task = await openTask(registry, taskConfig(registry, named));
  const encoded = encodeTask(model.head, tokenizer, task.validation);
  const { predictions, loss } = await predictTask(model, encoded.examples);
  model.dispose();
  const score = taskJudge(registry, task)(predictions, task.validation);
  if (flags.json === true) {
    console.log(JSON.stringify({ event: "evaluate", task: task.name, loss, ...score }));
    return;
  }
  console.log(`${task.metric} ${score.value.toFixed(4)}`);
  for (const [name, value] of Object.entries(score.details ?? {})) {
    console.log(`  ${name} ${value.toFixed(4)}`);
  }
  if (score.signature !== undefined) console.log(score.signature);
  console.log(`loss ${loss.toFixed(4)}`);
}
