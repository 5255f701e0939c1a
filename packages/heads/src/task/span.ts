import { crossEntropy } from "@gpt/ops";
import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import {
  add,
  cast,
  mul,
  reshape,
  type Scalar,
  slice,
  sub,
  type Tensor,
} from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { sequenceBatch, sequencesOf, vector } from "./batch.ts";
import { exampleWith } from "./check.ts";
import { dropoutOption, outputLayer } from "./output-layer.ts";
import { answerSpan } from "./span-answer.ts";
import { encodeSpan } from "./span-encode.ts";
import type { EncodedExample, TaskHead, TaskHeadContext, TaskTensors } from "./task-head.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const spanOptions = v.strictObject({
  /** Tokens of a whole sequence; the context length where that is less. */
  maxLength: v.optional(count, 384),
  /** Tokens between the starts of two windows of a passage. */
  stride: v.optional(count, 128),
  /** Tokens of the question. */
  maxQuestion: v.optional(count, 64),
  /** Starts, and ends, that are tried for the best span. */
  candidates: v.optional(count, 20),
  /** Most tokens of an answer. */
  maxAnswer: v.optional(count, 30),
  /** Whether a question may have no answer (SQuAD 2.0). */
  unanswerable: v.optional(v.boolean(), false),
  /** There is no answer where nullScore − score is above it; tuned on validation data. */
  nullThreshold: v.optional(v.number(), 0),
  /** Positions that start and end are chosen from: `all` counts padding too, as PyTorch ports do. */
  positions: v.optional(v.picklist(["real", "all"]), "real"),
  /** Rate in front of the output layer; the release has none here. */
  dropout: v.optional(dropoutOption.dropout, 0),
});

/** Settings of the `span` head, after defaults. */
type SpanOptions = v.InferOutput<typeof spanOptions>;

/**
 * An answer as a stretch of a passage (BERT §4.2, §4.3, and its release for SQuAD 1.1 and 2.0). Logits
 * `[N, T, 2]` for start and end, each a softmax over positions; the loss is the mean of both. Long
 * passages are read in windows; one without the answer is trained to point at position 0.
 */
export const spanPlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "span",
  description: "The answer to a question, as a stretch of a passage.",
  options: spanOptions,
  create: (options, context) => spanHead(context, options),
});

function spanHead(context: TaskHeadContext, options: SpanOptions): TaskHead {
  checkTrunk(context);
  const { dropout } = options;
  const output = outputLayer(context, "qa_outputs", { outFeatures: 2, dropout });
  return {
    form: "span",
    grouped: false,
    encode: (example, tokenizer) =>
      encodeSpan(context, options, exampleWith("span", "question", example), tokenizer),
    batch: (examples) => spanBatch(examples, context),
    outputs: ({ hidden }, _batch, call) => output(hidden, call),
    loss(logits, batch) {
      const start = positionLoss(logits, 0, batch, "starts", options);
      return mul(0.5, add(start, positionLoss(logits, 1, batch, "ends", options))) as Scalar;
    },
    predict(logits, examples) {
      let row = 0;
      return examples.map((encoded) => {
        const answer = answerSpan(logits, row, encoded, options);
        row += encoded.sequences.length;
        return answer;
      });
    },
  };
}

function spanBatch(examples: readonly EncodedExample[], { trunk }: TaskHeadContext) {
  const sequences = sequencesOf(examples);
  return {
    ...sequenceBatch(sequences, trunk),
    starts: vector(sequences.map(({ window }) => window?.answer[0] ?? 0)),
    ends: vector(sequences.map(({ window }) => window?.answer[1] ?? 0)),
  };
}

/** Mean cross-entropy of one of the two choices of a position. */
function positionLoss(
  logits: Tensor,
  which: 0 | 1,
  batch: TaskTensors,
  target: "starts" | "ends",
  { positions }: SpanOptions,
): Scalar {
  const [rows, time] = logits.shape as [number, number];
  const scores = reshape(slice(logits, [0, 0, which], [-1, -1, 1]), [rows, time]);
  const mask = cast(batch.attentionMask as Tensor, "float32"); // [N, T]
  const allowed = positions === "all" ? scores : add(scores, mul(sub(mask, 1), 1e9));
  return crossEntropy(allowed, batch[target] as Tensor) as Scalar;
}

function checkTrunk({ trunk }: TaskHeadContext): void {
  if (trunk === "encoder") return;
  throw new GptError("TASK_TRUNK", {
    message: "Span question answering needs a model that sees the whole passage at every position.",
    expected: "a bidirectional encoder, such as bert",
    got: "a left-to-right model",
    help: "take a bert, or ask the question as text with its answers as choices",
  });
}
