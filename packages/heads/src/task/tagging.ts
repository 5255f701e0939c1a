import { crossEntropy } from "@gpt/ops";
import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import { reshape, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { arrange, overhead } from "./arrange.ts";
import { IGNORED, padRows, sequenceBatch, sequencesOf } from "./batch.ts";
import { checkLabel, exampleWith } from "./check.ts";
import type { TaggedExample } from "./example.ts";
import { dropoutOption, outputLayer } from "./output-layer.ts";
import { classPrediction, type TagsPrediction } from "./prediction.ts";
import type { EncodedExample, HostLogits, TaskHead, TaskHeadContext } from "./task-head.ts";
import { type TaskTokenizer, taskTokens } from "./task-tokens.ts";

interface TaggingOptions {
  readonly labels: number;
  readonly outside: number;
  readonly dropout: number;
}

/**
 * A tag for every word, such as named entities (BERT §5.3): the first piece of a word carries its tag,
 * the others carry no loss. Logits `[N, T, labels]`. Words beyond the context are cut off, counted,
 * and predicted as `outside`.
 */
export const taggingPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "tagging",
  description: "A tag for every word.",
  options: v.strictObject({
    /** Number of tags. */
    labels: v.pipe(v.number(), v.integer(), v.minValue(2)),
    /** Index of the tag that words beyond the context get. */
    outside: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    ...dropoutOption,
  }),
  create: (options, context) => taggingHead(context, options),
});

function taggingHead(context: TaskHeadContext, options: TaggingOptions): TaskHead {
  const { labels, dropout } = options;
  const output = outputLayer(context, "classifier", { outFeatures: labels, dropout });
  return {
    form: "tagging",
    grouped: true,
    encode(example, tokenizer) {
      const tagged = exampleWith("tagging", "words", example);
      checkTags(tagged, labels);
      return encodeWords(context, tagged, tokenizer);
    },
    batch: (examples) => ({
      ...sequenceBatch(sequencesOf(examples), context.trunk),
      labels: padRows(examples.map(tokenLabels), IGNORED),
    }),
    outputs: ({ hidden }, _batch, call) => output(hidden, call),
    loss(logits, batch) {
      const flat = reshape(batch.labels as Tensor, [-1]); // [N·T]
      return crossEntropy(reshape(logits, [-1, labels]), flat) as Scalar;
    },
    predict: (logits, examples) =>
      examples.map((encoded, row) => predictTags(logits, row, encoded, options.outside)),
  };
}

/** Words with blanks between them, as one sequence. */
function encodeWords(
  { trunk, contextLength }: TaskHeadContext,
  example: TaggedExample,
  tokenizer: TaskTokenizer,
): EncodedExample {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(example.words.join(" "));
  const all = Array.from(ids);
  const kept = all.slice(0, contextLength - overhead(1));
  const arranged = arrange(trunk, taskTokens(trunk, tokenizer), [kept]);
  const from = arranged.begins[0] as number;
  const pieces: number[] = [];
  let at = 0; // first character of the word
  let token = 0;
  for (const word of example.words) {
    // A piece may begin with the blank before its word, and a blank may be a piece of its own.
    while (token < all.length && (ends[token] as number) <= at) token++;
    const belongs = token < kept.length && (starts[token] as number) < at + word.length;
    pieces.push(belongs ? from + token : -1);
    at += word.length + 1;
  }
  return { example, sequences: [{ ...arranged, pieces }], cut: all.length - kept.length };
}

/** The label of every position: a word's tag at its first piece, nowhere else. */
function tokenLabels({ example, sequences }: EncodedExample): number[] {
  const [sequence] = sequences;
  const labels = (sequence?.ids ?? []).map(() => IGNORED);
  for (const [word, position] of (sequence?.pieces ?? []).entries()) {
    if (position >= 0) labels[position] = (example as TaggedExample).tags[word] as number;
  }
  return labels;
}

function predictTags(
  { values, shape }: HostLogits,
  row: number,
  { sequences }: EncodedExample,
  outside: number,
): TagsPrediction {
  const [, time, width] = shape as [number, number, number];
  const tags = (sequences[0]?.pieces ?? []).map((position) => {
    if (position < 0) return outside;
    const at = (row * time + position) * width;
    return classPrediction(values.subarray(at, at + width)).label;
  });
  return { type: "tags", tags };
}

function checkTags({ words, tags }: TaggedExample, count: number): void {
  if (words.length === 0) {
    throw new GptError("TASK_TEXT_EMPTY", {
      message: "An example of tagging has no words.",
      expected: "at least one word",
      got: "none",
      help: "leave the example out",
    });
  }
  if (words.length !== tags.length) {
    throw new GptError("TASK_EXAMPLE", {
      message: "An example of tagging has not one tag for each word.",
      expected: `${words.length} tags`,
      got: `${tags.length}`,
      help: "check the line before the next blank one of the file",
    });
  }
  for (const tag of tags) checkLabel(tag, count);
}
