import { type Registry, validate } from "@gpt/registry";
import * as v from "valibot";
import { isPaired, labelEntries, UNPAIRED, withTasks } from "../label-settings.ts";

const schema = v.pipe(
  v.strictObject({
    /** The pre-training, as the configuration of a run. */
    pretraining: v.looseObject({}),
    /** Weights of the auxiliary language-model loss (GPT-1 §4.1: 0.5); 0: without. */
    lmWeights: v.pipe(v.array(v.pipe(v.number(), v.minValue(0))), v.minLength(1)),
    ...labelEntries,
  }),
  v.check((settings) => isPaired(settings), UNPAIRED),
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
  pretraining: { ...FULL.pretraining, steps: 1000 },
  labels: [100],
  epochs: [8],
  lmWeights: [0.5],
  seeds: 2,
};

/** The settings where nothing is changed. */
export function gpt1Defaults(quick: boolean): Gpt1Settings {
  return quick ? QUICK : FULL;
}

/** @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN` */
export function gpt1Settings(registry: Registry, input: object): Gpt1Settings {
  return withTasks(registry, validate(schema, input, "the settings of gpt reproduce gpt1"));
}
