import { GptError } from "@gpt/registry";
import type { TaskSet, TextExample } from "./task-set.ts";

/** Most examples that the commonest class may have for each one of the rarest, without a word. */
const IMBALANCE = 4;

/**
 * Refuses a task that nothing can be learned from. A task cut to fewer examples is worth another look.
 *
 * @throws GptError `CORPUS_EMPTY`, `ONE_CLASS`
 */
export function checkTask(task: TaskSet): void {
  for (const part of ["train", "validation"] as const) {
    if (task[part].length === 0) throw empty(task.name, part);
  }
  const counts = classCounts(task);
  if (counts === null) return;
  const present = Object.keys(counts).filter((label) => counts[label] !== 0);
  if (present.length < 2) throw oneClass(task.name, present);
}

/** Something about a task that its user should know of. */
export interface TaskWarning {
  readonly code: "CLASS_IMBALANCE";
  readonly message: string;
  /** Training examples of each class. */
  readonly counts: { readonly [label: string]: number };
}

/** What is odd about a task, but no mistake; for the caller to show. */
export function taskWarnings(task: TaskSet): readonly TaskWarning[] {
  const counts = classCounts(task);
  if (counts === null) return [];
  const sizes = Object.values(counts);
  if (Math.max(...sizes) < IMBALANCE * Math.min(...sizes)) return [];
  const list = Object.entries(counts).map(([label, count]) => `${label} ${count}`);
  const message = `The classes of ${task.name} are unequal (${list.join(", ")}): accuracy says little, look at F1 or Matthews.`;
  return [{ code: "CLASS_IMBALANCE", message, counts }];
}

/** Training examples of each class; null where a task has none. */
function classCounts({ form, labels, train }: TaskSet): { [label: string]: number } | null {
  if (!["classification", "entailment", "similarity"].includes(form)) return null;
  const counts = labels.map(() => 0);
  for (const { label } of train as readonly TextExample[]) counts[label] = (counts[label] ?? 0) + 1;
  return Object.fromEntries(labels.map((label, at) => [label, counts[at] as number]));
}

function empty(task: string, part: string): GptError {
  return new GptError("CORPUS_EMPTY", {
    message: `The task ${task} has no example to ${part === "train" ? "train on" : "validate on"}.`,
    expected: "at least one example",
    got: "none",
    help: "check the path; a single file is shared out, a tenth of it for validation",
  });
}

function oneClass(task: string, present: readonly string[]): GptError {
  return new GptError("ONE_CLASS", {
    message: `The task ${task} has training examples of one class alone.`,
    expected: "at least two classes",
    got: present.map((label) => JSON.stringify(label)).join(", "),
    help: "check the label column; a small part of a sorted file can miss the other classes",
  });
}
