import { validate } from "@gpt/registry";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.strictObject({
  /** The exercise, as the configuration of a run: random sequences to be reversed. */
  exercise: v.looseObject({}),
  /** Sequences that were not seen in training, to judge it by. */
  exercisePairs: count,
  /** The translation, as the configuration of a run. */
  translation: v.looseObject({}),
  /** How often BLEU is measured while it learns. */
  milestones: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** Validation pairs that are translated greedily at each. */
  milestonePairs: count,
  /** Those that are translated at the end, by beam search with averaged checkpoints. */
  finalPairs: count,
  beams: count,
  averaged: count,
  /** Sentences whose attention is shown. */
  maps: count,
});

/** Everything that decides the numbers of `gpt reproduce transformer`. */
export type TransformerSettings = v.InferOutput<typeof schema>;

const SMALL = { type: "transformer", nHead: 4, dModel: 128, contextLength: 64 };
const CALLBACKS = [{ type: "metrics" }, { type: "report" }];

const FULL = {
  exercise: {
    model: { ...SMALL, nLayer: 2, dropout: 0 },
    data: { type: "toy-pairs", task: "reverse", maxLength: 12 },
    schedule: { type: "cosine", learningRate: 0.002, warmup: 0.2 },
    steps: 1000,
    batchSize: 32,
    evalEvery: 100,
    callbacks: CALLBACKS,
  },
  exercisePairs: 500,
  translation: {
    model: { ...SMALL, nLayer: 3, dropout: 0.2 },
    data: { type: "task", task: { type: "tales-translation", count: 6000 } },
    steps: 2000,
    batchSize: 16,
    evalEvery: 100,
    checkpointEvery: 50,
    keepCheckpoints: 5,
    callbacks: CALLBACKS,
  },
  milestones: 8,
  milestonePairs: 200,
  finalPairs: 1014,
  beams: 4,
  averaged: 5,
  maps: 4,
};

/** Less of everything: whether it learns at all. */
const QUICK = {
  ...FULL,
  exercisePairs: 200,
  translation: { ...FULL.translation, steps: 600 },
  milestones: 4,
  milestonePairs: 100,
  finalPairs: 200,
};

/** The settings where nothing is changed. */
export function transformerDefaults(quick: boolean): TransformerSettings {
  return quick ? QUICK : FULL;
}

/** @throws GptError `INVALID_OPTIONS` */
export function transformerSettings(input: object): TransformerSettings {
  return validate(schema, input, "the settings of gpt reproduce transformer");
}
