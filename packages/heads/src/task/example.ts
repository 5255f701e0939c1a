/**
 * What tasks are made of, as plain data. `@gpt/data` has the same forms and reads them from files;
 * they are declared here as well so that a head needs no data package.
 */

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

/** An example of any form. */
export type TaskExample = TextExample | ChoiceExample | TaggedExample | SpanExample;
