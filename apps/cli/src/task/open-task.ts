import type { TaskSet } from "@gpt/data";
import type { TaskExample } from "@gpt/models";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";
import { userPath } from "../paths.ts";

/** A task set that a task head can learn: all but translations. */
export type LabelledTask = Omit<TaskSet, "train" | "validation"> & {
  readonly train: readonly TaskExample[];
  readonly validation: readonly TaskExample[];
};

/** How the command line names a task. */
export interface TaskFlags {
  readonly task?: string;
  readonly data?: readonly string[];
  readonly validation?: readonly string[];
}

/**
 * The configuration of a task: a registered one (`tales-sentiment`), or a well-known one (`sst2`)
 * with its files.
 *
 * @throws GptError `TASK_UNNAMED`, `TASK_DATA` where a well-known task comes without files
 */
export function taskConfig(registry: Registry, flags: TaskFlags): PluginConfig {
  const { task, data, validation } = flags;
  if (task === undefined) throw unnamed();
  if (data === undefined) {
    if (registry.has("task", task)) return { type: task };
    throw noFiles(task);
  }
  return {
    type: "task-files",
    task,
    train: data.map(userPath),
    validation: validation?.map(userPath) ?? null,
  };
}

/** Reads a task's examples. @throws what its plug-in throws; `TASK_FORM` for translations */
export async function openTask(registry: Registry, config: PluginConfig): Promise<LabelledTask> {
  const task = await registry.create("task", config, {});
  if (task.form !== "seq2seq") return task as unknown as LabelledTask;
  throw new GptError("TASK_FORM", {
    message: `The task "${task.name}" is a translation, which no task head learns.`,
    expected: "a task with labels, tags or answers",
    got: "pairs of texts",
    help: "train an encoder-decoder on it: gpt pretrain --objective seq2seq",
  });
}

function unnamed(): GptError {
  return new GptError("TASK_UNNAMED", {
    message: "It is not said which task.",
    expected: "--task NAME",
    got: "no --task",
    help: "gpt list task has those that need no files; well-known ones come with --data",
  });
}

function noFiles(task: string): GptError {
  return new GptError("TASK_DATA", {
    message: `The task "${task}" needs its files.`,
    expected: "--data FILE… and, where there is one, --validation FILE",
    got: "no --data",
    help: "gpt list task has the tasks that need no files",
  });
}
