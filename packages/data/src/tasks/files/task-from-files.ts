import { validate } from "@gpt/registry";
import { checkTask } from "../check-task.ts";
import { type FullDescription, type TaskDescription, taskDescription } from "../description.ts";
import { labelIndex } from "../labels.ts";
import type { TaskForm, TaskForms, TaskSet } from "../task-set.ts";
import type { Draft, Unit } from "./draft.ts";
import { parallelUnits } from "./parallel-units.ts";
import { spanUnits } from "./span-units.ts";
import { choiceUnits, classUnits, pairUnits, scoreUnits } from "./table-units.ts";
import { taggedUnits } from "./tagged-units.ts";

type Example = TaskForms[TaskForm];

/** Where {@link taskFromFiles} finds a task. */
export interface TaskFiles {
  /** Name of the task. @default "files" */
  readonly name?: string;
  /** Paths; for two files of parallel text, the source first. */
  readonly train: readonly string[];
  /** The same to validate on. Without it, a share of the training files is kept. */
  readonly validation?: readonly string[] | null | undefined;
  /** That share: every n-th row, sentence or article. @default 0.1 */
  readonly validationShare?: number;
}

/**
 * Reads a task from files into memory.
 *
 * @param description which columns are what; `READY_TASKS` has those of well-known tasks
 * @throws GptError `FIELD_MISSING`, `TEXT_EMPTY`, `LABEL_UNKNOWN`, `ONE_CLASS`, `CORPUS_EMPTY`,
 *   `TASK_FORMAT`, `CONFIG_NOT_JSON`, `INVALID_OPTIONS`, `FILE_NOT_FOUND`, `FILE_BINARY`, `FILE_FAILED`
 */
export async function taskFromFiles<D extends TaskDescription>(
  description: D,
  { name = "files", train, validation = null, validationShare = 0.1 }: TaskFiles,
): Promise<TaskSet<D["form"]>> {
  const task: FullDescription = validate(taskDescription, description, `the task ${name}`);
  const all = await readUnits(train, task);
  const period = Math.max(2, Math.round(1 / validationShare));
  const kept = (at: number) => at % period === period - 1;
  const parts = validation
    ? { train: all, validation: await readUnits(validation, task) }
    : {
        train: all.filter((_, at) => !kept(at)),
        validation: all.filter((_, at) => kept(at)),
      };
  const drafts = parts.train.flat();
  const labels = ("labels" in task && task.labels) || labelsOf(drafts);
  const index = labelIndex(labels, "skip" in task ? task.values : undefined);
  const finish = (draft: Draft<Example>) => draft.finish(index);
  const set: TaskSet = {
    name,
    form: task.form,
    labels,
    metric: task.metric,
    train: drafts.map(finish),
    validation: parts.validation.flat().map(finish),
  };
  checkTask(set);
  return set as TaskSet<D["form"]>; // the form says which examples were read
}

function readUnits(files: readonly string[], task: FullDescription): Promise<Unit<Example>[]> {
  switch (task.form) {
    case "regression":
      return scoreUnits(files, task);
    case "multiple-choice":
      return choiceUnits(files, task);
    case "tagging":
      return taggedUnits(files, task);
    case "span":
      return spanUnits(files, task);
    case "seq2seq": {
      const { source, target } = task;
      return source !== undefined && target !== undefined
        ? pairUnits(files, { ...task, source, target })
        : parallelUnits(files);
    }
    default:
      return classUnits(files, task);
  }
}

function labelsOf(drafts: readonly Draft<Example>[]): string[] {
  return [...new Set(drafts.flatMap((draft) => draft.labels))].sort();
}
