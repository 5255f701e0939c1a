import type { TextExample } from "@gpt/models";
import { GptError } from "@gpt/registry";
import type { LabelledTask } from "./open-task.ts";

/** Passes over the examples, step size, and weight decay of the regression. */
const PASSES = 60;
const RATE = 0.5;
const DECAY = 1e-4;

/**
 * What a bag of words and logistic regression reach on a task of classes: the bar for any model that
 * reads. Words are lower-cased; those of a second text count as words of their own.
 *
 * @returns accuracy on the validation examples
 * @throws GptError `TASK_FORM` where the examples are not texts with a class
 */
export function baselineAccuracy(task: LabelledTask): number {
  if (!["classification", "entailment", "similarity"].includes(task.form)) throw wrongForm(task);
  const train = task.train as readonly TextExample[];
  const vocabulary = new Map<string, number>();
  for (const example of train) {
    for (const word of wordsOf(example)) {
      if (!vocabulary.has(word)) vocabulary.set(word, vocabulary.size);
    }
  }
  const bag = (example: TextExample) =>
    new Set(wordsOf(example).flatMap((word) => vocabulary.get(word) ?? []));
  const classes = task.labels.length;
  const weights = Array.from({ length: classes }, () => new Float64Array(vocabulary.size + 1));
  const bags = train.map(bag);
  for (let pass = 0; pass < PASSES; pass++) {
    const rate = RATE / Math.sqrt(1 + pass);
    for (const [at, words] of bags.entries()) {
      const shares = softmax(scores(weights, words));
      for (const [label, row] of weights.entries()) {
        const slope = (shares[label] as number) - (train[at]?.label === label ? 1 : 0);
        for (const word of [...words, vocabulary.size]) {
          row[word] = (row[word] as number) * (1 - rate * DECAY) - rate * slope;
        }
      }
    }
  }
  const held = task.validation as readonly TextExample[];
  const right = held.filter((example) => {
    const values = scores(weights, bag(example));
    return values.indexOf(Math.max(...values)) === example.label;
  });
  return right.length / held.length;
}

function wordsOf({ text, second }: TextExample): string[] {
  const words = (part: string) => part.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  return [...words(text), ...words(second ?? "").map((word) => `2:${word}`)];
}

/** Sums over the words, and the bias behind them. */
function scores(weights: readonly Float64Array[], words: ReadonlySet<number>): number[] {
  return weights.map((row) => {
    let sum = row.at(-1) as number;
    for (const word of words) sum += row[word] as number;
    return sum;
  });
}

function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function wrongForm({ name, form }: LabelledTask): GptError {
  return new GptError("TASK_FORM", {
    message: `The bag-of-words baseline does not know the task "${name}".`,
    expected: "a task of the form classification, entailment or similarity",
    got: form,
    help: "leave --baseline out",
  });
}
