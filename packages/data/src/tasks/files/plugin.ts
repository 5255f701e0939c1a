import { type AnyPlugin, definePlugin, GptError, nearest } from "@gpt/registry";
import * as v from "valibot";
import { findFiles } from "../../node/find-files.ts";
import { type TaskDescription, taskDescription } from "../description.ts";
import { READY_TASKS, type ReadyTask } from "../ready-descriptions.ts";
import { TABLE_EXTENSIONS } from "./read-rows.ts";
import { taskFromFiles } from "./task-from-files.ts";

const paths = v.pipe(v.array(v.string()), v.minLength(1));

const taskFiles = definePlugin({
  kind: "task",
  name: "task-files",
  description: "A supervised task in files: a well-known one by name, or by its own description.",
  options: v.strictObject({
    /** Name of a ready description, or a description. */
    task: v.union([v.string(), taskDescription]),
    /** Files, folders or globs. */
    train: paths,
    /** The same for validation; without it a share of the rows is kept. */
    validation: v.optional(v.nullable(paths), null),
    validationShare: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(0.5)), 0.1),
  }),
  async create({ task, train, validation, validationShare }) {
    const name = typeof task === "string" ? task : "files";
    const description: TaskDescription = typeof task === "string" ? ready(task) : task;
    const find = (patterns: readonly string[]) => findFiles(patterns, TABLE_EXTENSIONS);
    return taskFromFiles(description, {
      name,
      train: await find(train),
      validation: validation && (await find(validation)),
      validationShare,
    });
  },
});

function ready(name: string): TaskDescription {
  if (Object.hasOwn(READY_TASKS, name)) return READY_TASKS[name as ReadyTask];
  const names = Object.keys(READY_TASKS);
  const near = nearest(name, names);
  throw new GptError("INVALID_OPTIONS", {
    message: `There is no ready description of a task ${JSON.stringify(name)}.`,
    expected: `one of ${names.join(", ")}, or a description`,
    got: JSON.stringify(name),
    help: near ? `did you mean "${near}"?` : "describe the files: form, metric, text, label, …",
  });
}

/** Tasks in files, for `registry.register(...fileTaskPlugins)`. */
export const fileTaskPlugins: readonly AnyPlugin[] = [taskFiles];
