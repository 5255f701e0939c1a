import { crossEntropy } from "@gpt/ops";
import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import { add, cast, mul, reshape, type Scalar, sub, type Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import { arrange, overhead } from "./arrange.ts";
import { padRows, sequenceBatch, sequencesOf, vector } from "./batch.ts";
import { checkLabel, exampleWith, idsOf } from "./check.ts";
import type { ChoiceExample } from "./example.ts";
import { dropoutOption, outputLayer, readVectors } from "./output-layer.ts";
import { classPrediction } from "./prediction.ts";
import type {
  EncodedExample,
  EncodedSequence,
  TaskBatch,
  TaskHead,
  TaskHeadContext,
} from "./task-head.ts";
import { type TaskTokenizer, taskTokens } from "./task-tokens.ts";
import { truncateContext } from "./truncate.ts";

/** Logit of a choice that an example does not have. */
const NEVER = 1e9;

/**
 * One of several answers (GPT-1 §3.3; BERT §4.4): each is read behind the context, scored by one linear
 * unit, and a softmax goes over them. Logits `[B, K]`. Published names: `multiple_choice_head.summary`
 * over decoders, `classifier` over encoders.
 */
export const multipleChoicePlugin: AnyPlugin = definePlugin({
  kind: "task-head",
  name: "multiple-choice",
  description: "The right one of several answers or continuations.",
  options: v.strictObject(dropoutOption),
  create: ({ dropout }, context) => multipleChoiceHead(context, dropout),
});

function multipleChoiceHead(context: TaskHeadContext, dropout: number): TaskHead {
  const { trunk } = context;
  const name = trunk === "decoder" ? "multiple_choice_head.summary" : "classifier";
  const output = outputLayer(context, name, { outFeatures: 1, dropout });
  return {
    form: "multiple-choice",
    grouped: true,
    encode: (example, tokenizer) =>
      encodeChoices(context, exampleWith("multiple-choice", "choices", example), tokenizer),
    batch: (examples) => choiceBatch(examples, context),
    outputs(states, batch, call) {
      const real = batch.realChoices as Tensor; // [B, K]
      const scores = reshape(output(readVectors(states, batch), call), real.shape);
      return add(scores, mul(sub(cast(real, "float32"), 1), NEVER));
    },
    loss: (logits, { labels }) => crossEntropy(logits, labels as Tensor) as Scalar,
    predict: ({ values, shape }, examples) => {
      const width = shape[1] as number;
      return examples.map(({ sequences }, i) =>
        classPrediction(values.subarray(i * width, i * width + sequences.length)),
      );
    },
  };
}

function encodeChoices(
  { trunk, contextLength }: TaskHeadContext,
  example: ChoiceExample,
  tokenizer: TaskTokenizer,
): EncodedExample {
  if (example.choices.length < 2) throw tooFew(example.choices.length);
  checkLabel(example.label, example.choices.length);
  const tokens = taskTokens(trunk, tokenizer);
  const shared = idsOf(example.context, "context", tokenizer);
  let cut = 0;
  const sequences = example.choices.map((choice) => {
    const answer = idsOf(choice, "choice", tokenizer);
    const fitted = truncateContext(shared, answer, contextLength - overhead(2));
    cut += fitted.cut;
    return arrange(trunk, tokens, fitted.texts);
  });
  return { example, sequences, cut };
}

/** Examples with fewer choices than others get sequences of one padding token, which never win. */
function choiceBatch(examples: readonly EncodedExample[], { trunk }: TaskHeadContext): TaskBatch {
  const width = Math.max(...examples.map(({ sequences }) => sequences.length));
  const none: EncodedSequence = { ids: [0], tokenTypes: [0], read: 0 };
  const filled = examples.map((example) => ({
    ...example,
    sequences: Array.from({ length: width }, (_, i) => example.sequences[i] ?? none),
  }));
  return {
    ...sequenceBatch(sequencesOf(filled), trunk),
    realChoices: padRows(
      examples.map(({ sequences }) => sequences.map(() => 1)),
      0,
    ),
    labels: vector(examples.map(({ example }) => (example as ChoiceExample).label)),
  };
}

function tooFew(got: number): GptError {
  return new GptError("TASK_EXAMPLE", {
    message: "An example of multiple choice has nothing to choose from.",
    expected: "at least two choices",
    got: String(got),
    help: "check which columns hold the choices",
  });
}
