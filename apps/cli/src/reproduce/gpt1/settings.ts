import { type Registry, validate } from "@gpt/registry";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));

const entries = v.strictObject({
  /** The pre-training, as the configuration of a run. */
  pretraining: v.looseObject({}),
  /** Parts of kind "task", by name. */
  tasks: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Numbers of labels, and the passes over each: fewer labels are seen more often. */
  labels: v.pipe(v.array(count), v.minLength(1)),
  epochs: v.pipe(v.array(count), v.minLength(1)),
  /** Weights of the auxiliary language-model loss (GPT-1 §4.1: 0.5); 0: without. */
  lmWeights: v.pipe(v.array(v.pipe(v.number(), v.minValue(0))), v.minLength(1)),
  seeds: count,
  /** Validation examples of a task. */
  validation: count,
  batchSize: count,
  learningRate: positive,
});

const schema = v.pipe(
  entries,
  v.check(
    ({ labels, epochs }) => labels.length === epochs.length,
    "labels and epochs differ in number",
  ),
);

/** Everything that decides the numbers of `gpt reproduce gpt1`. */
export type Gpt1Settings = v.InferOutput<typeof schema>;

const FULL = {
  pretraining: {
    model: { type: "gpt1", nLayer: 3, nHead: 4, dModel: 128, contextLength: 128, dropout: 0 },
    tokenizer: { type: "byte-bpe", vocabSize: 1024 },
    data: { type: "tales", count: 8000 },
    schedule: { type: "cosine", learningRate: 0.003 },
    steps: 1500,
    batchSize: 8,
    evalEvery: 100,
  },
  tasks: ["tales-sentiment", "tales-entailment", "tales-similarity", "tales-choice"],
  labels: [100, 300, 1000],
  epochs: [8, 4, 2],
  lmWeights: [0.5, 0],
  seeds: 3,
  validation: 300,
  batchSize: 16,
  learningRate: 0.001,
};

/** Less of everything: whether pre-training helps where labels are few. */
const QUICK = {
  ...FULL,
  pretraining: { ...FULL.pretraining, steps: 800 },
  labels: [100],
  epochs: [8],
  lmWeights: [0.5],
  seeds: 2,
};

/** The settings where nothing is changed. */
export function gpt1Defaults(quick: boolean): Gpt1Settings {
  return quick ? QUICK : FULL;
}

/** @throws GptError `INVALID_OPTIONS` */
export function gpt1Settings(registry: Registry, input: object): Gpt1Settings {
  const settings = validate(schema, input, "the settings of gpt reproduce gpt1");
  for (const task of settings.tasks) registry.get("task", task);
  return settings;
}
