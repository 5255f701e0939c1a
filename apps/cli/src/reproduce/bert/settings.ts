import { type Registry, validate } from "@gpt/registry";
import * as v from "valibot";
import { isPaired, labelEntries, UNPAIRED, withTasks } from "../label-settings.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.pipe(
  v.strictObject({
    /** The pre-training of the encoder, as the configuration of a run. */
    encoder: v.looseObject({}),
    /** That of the left-to-right model that it is compared with. */
    decoder: v.looseObject({}),
    /** Batches of masked validation sentences. */
    maskedBatches: count,
    ...labelEntries,
  }),
  v.check((settings) => isPaired(settings), UNPAIRED),
);

/** Everything that decides the numbers of `gpt reproduce bert`. */
export type BertSettings = v.InferOutput<typeof schema>;

const SIZES = { nLayer: 3, nHead: 4, dModel: 128, contextLength: 128, dropout: 0 };
const COMMON = {
  data: { type: "tales", count: 8000 },
  schedule: { type: "cosine", learningRate: 0.002 },
  steps: 3300,
  batchSize: 16,
  contextLength: 64,
  maxTokens: 3_000_000,
  evalEvery: 200,
};
const SPECIALS = ["<|endoftext|>", "[PAD]", "[CLS]", "[SEP]", "[MASK]"];

const FULL = {
  encoder: {
    ...COMMON,
    model: { type: "bert", ...SIZES },
    tokenizer: { type: "byte-bpe", vocabSize: 1024, specials: SPECIALS },
  },
  decoder: {
    ...COMMON,
    model: { type: "gpt1", ...SIZES },
    tokenizer: { type: "byte-bpe", vocabSize: 1024, specials: SPECIALS },
  },
  maskedBatches: 20,
  tasks: ["tales-entailment", "tales-similarity"],
  labels: [300, 1000],
  epochs: [5, 3],
  seeds: 3,
  validation: 300,
  batchSize: 16,
  learningRate: 0.001,
};

/** Less of everything: whether it fills masks. */
const QUICK = {
  ...FULL,
  encoder: { ...FULL.encoder, steps: 1650, maxTokens: 1_500_000 },
  decoder: { ...FULL.decoder, steps: 1650, maxTokens: 1_500_000 },
  tasks: ["tales-entailment"],
  labels: [300],
  epochs: [4],
  seeds: 2,
};

/** The settings where nothing is changed. */
export function bertDefaults(quick: boolean): BertSettings {
  return quick ? QUICK : FULL;
}

/** @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN` */
export function bertSettings(registry: Registry, input: object): BertSettings {
  return withTasks(registry, validate(schema, input, "the settings of gpt reproduce bert"));
}
