import { type AnyPlugin, definePlugin, partConfig } from "@gpt/registry";
import * as v from "valibot";
import type { Dataset } from "../datasets.ts";
import type { TextSource } from "../source.ts";
import type { TaskForm, TaskForms, TaskSet } from "./task-set.ts";

/** A corpus that is a task's texts; an encoder-decoder learns from its pairs instead. */
export interface TaskDataset extends Dataset {
  /** The task itself, read once. */
  task(): Promise<TaskSet>;
}

/** Whether a data set is a task's. */
export function isTaskDataset(dataset: Dataset): dataset is TaskDataset {
  return "task" in dataset;
}

/** Data set "task": a task's texts as a corpus. */
export const taskDatasetPlugin: AnyPlugin = definePlugin({
  kind: "dataset",
  name: "task",
  description: "The texts of a task; the pairs of a translation, for encoder-decoders.",
  options: v.strictObject({
    /** A part of kind "task". */
    task: partConfig(),
  }),
  create({ task: config }, { registry }): TaskDataset {
    let read: Promise<TaskSet> | undefined;
    const task = () => {
      read ??= registry.create("task", config, {});
      return read;
    };
    return {
      task,
      train: texts(config.type, async () => (await task()).train),
      validation: texts(config.type, async () => (await task()).validation),
    };
  },
});

/** Every text of every example is a document. */
function texts(name: string, examples: () => Promise<readonly TaskForms[TaskForm][]>): TextSource {
  return {
    name,
    async *documents() {
      for (const [index, example] of (await examples()).entries()) {
        for (const text of textsOf(example)) yield { id: `${name}#${index}`, text };
      }
    },
  };
}

function textsOf(example: TaskForms[TaskForm]): readonly string[] {
  if ("source" in example) return [example.source, example.target];
  if ("words" in example) return [example.words.join(" ")];
  if ("choices" in example) return [example.context, ...example.choices];
  if ("question" in example) return [example.context, example.question];
  return example.second === undefined ? [example.text] : [example.text, example.second];
}
