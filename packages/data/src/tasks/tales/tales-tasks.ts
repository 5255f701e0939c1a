import type { Split } from "../../tales/story.ts";
import type { TaskForms, TaskSet } from "../task-set.ts";
import { choiceExample } from "./choice.ts";
import { ENTAILMENTS, entailmentExample } from "./entailment.ts";
import { SENTIMENTS, sentimentExample } from "./sentiment.ts";
import { SIMILARITIES, similarityExample } from "./similarity.ts";
import { translationExample } from "./translation.ts";

/** Options of the generated tasks. */
export interface TalesTaskOptions {
  /** @default 0 */
  readonly seed?: number;
  /** Examples to train on. @default 1000 */
  readonly count?: number;
  /** Examples to validate on; their tales are in no training set, of tasks or of texts. @default 300 */
  readonly validationCount?: number;
}

/** The generated tasks, by name. Each is the same for the same options on every machine. */
export const TALES_TASKS = {
  "tales-sentiment": (options: TalesTaskOptions) =>
    build("classification", "tales-sentiment", SENTIMENTS, "accuracy", options, sentimentExample),
  "tales-entailment": (options: TalesTaskOptions) =>
    build("entailment", "tales-entailment", ENTAILMENTS, "accuracy", options, entailmentExample),
  "tales-similarity": (options: TalesTaskOptions) =>
    build("similarity", "tales-similarity", SIMILARITIES, "accuracy", options, similarityExample),
  "tales-choice": ({ choices = 2, ...options }: TalesTaskOptions & { readonly choices?: number }) =>
    build("multiple-choice", "tales-choice", [], "accuracy", options, (seed, index, split) =>
      choiceExample(seed, index, split, choices),
    ),
  "tales-translation": (options: TalesTaskOptions) =>
    build("seq2seq", "tales-translation", [], "bleu", options, translationExample),
} as const;

/** Name of a generated task. */
export type TalesTaskName = keyof typeof TALES_TASKS;

/** A generated task: `talesTask("tales-choice", { count: 100, choices: 4 })`. */
export function talesTask<N extends TalesTaskName>(
  name: N,
  options: Parameters<(typeof TALES_TASKS)[N]>[0] = {},
): ReturnType<(typeof TALES_TASKS)[N]> {
  return TALES_TASKS[name](options) as ReturnType<(typeof TALES_TASKS)[N]>;
}

type Form = "classification" | "entailment" | "similarity" | "multiple-choice" | "seq2seq";

function build<F extends Form>(
  form: F,
  name: string,
  labels: readonly string[],
  metric: string,
  { seed = 0, count = 1000, validationCount = 300 }: TalesTaskOptions,
  example: (seed: number, index: number, split: Split) => TaskForms[F],
): TaskSet<F> {
  const of = (split: Split, length: number) =>
    Array.from({ length }, (_, index) => example(seed, index, split));
  return {
    name,
    form,
    labels,
    metric,
    train: of("train", count),
    validation: of("validation", validationCount),
  };
}
