/** A text, or two, with a class (its index) or a score. */
export interface TextExample {
  readonly text: string;
  /** Second text of a pair. */
  readonly second?: string;
  /** Index of the class, or the score of a regression. */
  readonly label: number;
}

/** A context with several continuations or answers, one of them right. */
export interface ChoiceExample {
  readonly context: string;
  readonly choices: readonly string[];
  /** Index of the right one. */
  readonly label: number;
}

/** Words, each with a tag (its index). */
export interface TaggedExample {
  readonly words: readonly string[];
  readonly tags: readonly number[];
}

/** A question on a passage. */
export interface SpanExample {
  readonly id: string;
  readonly question: string;
  readonly context: string;
  /** Every answer that counts as right, with its first character in the passage; none: no answer. */
  readonly answers: readonly { readonly text: string; readonly start: number }[];
}

/** A text and its translation. */
export interface PairExample {
  readonly source: string;
  readonly target: string;
}

/** The example of each form of task. */
export interface TaskForms {
  readonly classification: TextExample;
  readonly entailment: TextExample;
  readonly similarity: TextExample;
  readonly regression: TextExample;
  readonly "multiple-choice": ChoiceExample;
  readonly tagging: TaggedExample;
  readonly span: SpanExample;
  readonly seq2seq: PairExample;
}

/** Name of a form of task. */
export type TaskForm = keyof TaskForms;

/** A supervised task: what a model is fine-tuned on and judged by. */
export interface TaskSet<F extends TaskForm = TaskForm> {
  readonly name: string;
  readonly form: F;
  /** Names of classes or tags, by index; empty where there are none. */
  readonly labels: readonly string[];
  /** Name of the metric that picks the best epoch, of kind "metric". */
  readonly metric: string;
  readonly train: readonly TaskForms[F][];
  readonly validation: readonly TaskForms[F][];
}

declare module "@gpt/registry" {
  interface Kinds {
    task: { product: Promise<TaskSet>; context: object };
  }
}
