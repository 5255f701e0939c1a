import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import { reshape, sum, type Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { arrange, overhead } from "./arrange.ts";
import { sequenceBatch, sequencesOf } from "./batch.ts";
import { exampleWith, idsOf } from "./check.ts";
import type { TextExample } from "./example.ts";
import { dropoutOption, outputLayer, readVectors } from "./output-layer.ts";
import { classTarget, scoreTarget, type Target } from "./target.ts";
import type { EncodedExample, TaskHead, TaskHeadContext } from "./task-head.ts";
import { type TaskTokenizer, taskTokens } from "./task-tokens.ts";
import { truncateEnds } from "./truncate.ts";

/** How heads over one or two texts differ. */
interface TextHeadOptions {
  readonly form: string;
  readonly target: Target;
  readonly dropout: number;
  /** Two texts are read in both orders, and the two vectors added. */
  readonly bothOrders: boolean;
  /** Whether every example must have a second text. */
  readonly pairs: boolean;
}

/** A head that reads one vector for each example: logits `[B, out]`. */
function textHead(context: TaskHeadContext, options: TextHeadOptions): TaskHead {
  const { form, target, dropout, bothOrders } = options;
  const { trunk, dModel } = context;
  const { outFeatures } = target;
  const output = outputLayer(context, "classifier", { outFeatures, dropout });
  const labelsOf = (examples: readonly EncodedExample[]) =>
    examples.map(({ example }) => (example as TextExample).label);
  return {
    form,
    grouped: true,
    encode(example, tokenizer) {
      const text = exampleWith(form, "text", example);
      target.check(text.label);
      return encodeTexts(context, options, text, tokenizer);
    },
    batch: (examples) => ({
      ...sequenceBatch(sequencesOf(examples), trunk),
      ...target.arrays(labelsOf(examples)),
    }),
    outputs(states, batch, call) {
      const vectors = readVectors(states, batch); // [N, C]
      return output(bothOrders ? sum(reshape(vectors, [-1, 2, dModel]), 1) : vectors, call);
    },
    loss: (logits, batch) => target.loss(logits as Tensor, batch),
    predict: ({ values }, examples) =>
      examples.map((_, i) =>
        target.predict(values.subarray(i * outFeatures, (i + 1) * outFeatures)),
      ),
  };
}

function encodeTexts(
  { trunk, contextLength }: TaskHeadContext,
  { form, pairs, bothOrders }: TextHeadOptions,
  example: TextExample,
  tokenizer: TaskTokenizer,
): EncodedExample {
  const { text, second } = example;
  if (pairs && second === undefined) throw secondMissing(form);
  const ids = [text, ...(second === undefined ? [] : [second])].map((part, index) =>
    idsOf(part, index === 0 ? "text" : "second text", tokenizer),
  );
  const { texts, cut } = truncateEnds(ids, contextLength - overhead(ids.length));
  const tokens = taskTokens(trunk, tokenizer);
  const orders = bothOrders ? [texts, [...texts].reverse()] : [texts];
  return { example, sequences: orders.map((order) => arrange(trunk, tokens, order)), cut };
}

function secondMissing(form: string): GptError {
  return new GptError("TASK_EXAMPLE", {
    message: `The task head "${form}" was given an example with one text.`,
    expected: 'two texts: "text" and "second"',
    got: '"text" alone',
    help: 'take the head "classification", or fill the second text in',
  });
}

const classes = v.optional(v.pipe(v.number(), v.integer(), v.minValue(2)), 2);

/** A text, or a pair of texts, and its class (GPT-1 §3.3; BERT §4.1). */
export const classificationPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "classification",
  description: "The class of a text, or of a pair of texts.",
  options: v.strictObject({
    /** Number of classes. */
    labels: classes,
    ...dropoutOption,
  }),
  create: ({ labels, dropout }, context) =>
    textHead(context, {
      form: "classification",
      target: classTarget(labels),
      dropout,
      bothOrders: false,
      pairs: false,
    }),
});

/** Whether a premise entails a hypothesis: start · premise · delimiter · hypothesis · extract (GPT-1 §3.3). */
export const entailmentPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "entailment",
  description: "The relation of a premise and a hypothesis.",
  options: v.strictObject({
    /** Number of classes; three in SNLI and MNLI. */
    labels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2)), 3),
    ...dropoutOption,
  }),
  create: ({ labels, dropout }, context) =>
    textHead(context, {
      form: "entailment",
      target: classTarget(labels),
      dropout,
      bothOrders: false,
      pairs: true,
    }),
});

/** How alike two texts are: both orders are read and their vectors added (GPT-1 §3.3). */
export const similarityPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "similarity",
  description: "Whether, or how far, two texts mean the same; the order does not matter.",
  options: v.strictObject({
    /** Number of classes; 1 for a score (STS-B). */
    labels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 2),
    ...dropoutOption,
  }),
  create: ({ labels, dropout }, context) =>
    textHead(context, {
      form: "similarity",
      target: labels === 1 ? scoreTarget : classTarget(labels),
      dropout,
      bothOrders: true,
      pairs: true,
    }),
});

/** A score of a text or of a pair of texts, such as STS-B's. */
export const regressionPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "regression",
  description: "A score of a text, or of a pair of texts.",
  options: v.strictObject(dropoutOption),
  create: ({ dropout }, context) =>
    textHead(context, {
      form: "regression",
      target: scoreTarget,
      dropout,
      bothOrders: false,
      pairs: false,
    }),
});
