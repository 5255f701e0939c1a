import { GptError } from "@gpt/registry";
import type { TaskExample } from "./example.ts";
import type { TaskTokenizer } from "./task-tokens.ts";

/** An example that has the field which tells its form. @throws GptError `TASK_EXAMPLE` */
export function exampleWith<K extends string>(
  head: string,
  field: K,
  example: TaskExample,
): Extract<TaskExample, { readonly [name in K]?: unknown }> {
  if (field in example) return example as Extract<TaskExample, { readonly [name in K]?: unknown }>;
  throw new GptError("TASK_EXAMPLE", {
    message: `The task head "${head}" was given an example of another form.`,
    expected: `an example with "${field}"`,
    got: `one with ${Object.keys(example).join(", ")}`,
    help: "take the head that belongs to the task set's form",
  });
}

/** Ids of a text. @throws GptError `TASK_TEXT_EMPTY` where there are none */
export function idsOf(text: string, what: string, tokenizer: TaskTokenizer): readonly number[] {
  return checkFilled(Array.from(tokenizer.encode(text)), what, text);
}

/** Refuses a text without tokens. @throws GptError `TASK_TEXT_EMPTY` */
export function checkFilled<T extends ArrayLike<number>>(ids: T, what: string, text: string): T {
  if (ids.length > 0) return ids;
  throw new GptError("TASK_TEXT_EMPTY", {
    message: `An example has an empty ${what}.`,
    expected: "a text of at least one token",
    got: JSON.stringify(text),
    help: "leave the example out, or fill the field in",
  });
}

/** Refuses a label that is none of 0 … count − 1. @throws GptError `TASK_LABEL` */
export function checkLabel(label: number, count: number): number {
  if (Number.isInteger(label) && label >= 0 && label < count) return label;
  throw new GptError("TASK_LABEL", {
    message: "An example has a label that the task head does not know.",
    expected: `an index from 0 to ${count - 1}`,
    got: String(label),
    help: "compare the option labels with the task set's label names",
  });
}
