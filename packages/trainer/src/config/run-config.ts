import { checkVersion, type Json, type PluginConfig, partConfig, validate } from "@gpt/registry";
import * as v from "valibot";

/** Version of the format of `config.json`; newer files are refused. */
export const CONFIG_VERSION = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const countOrNever = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));

/** What the model is asked to write now and then. */
const sampleOptions = v.strictObject({
  /** Beginnings that the model continues; an empty one starts a text. */
  prompts: v.optional(v.array(v.string()), ["Once upon a time"]),
  /** Tokens to write for each. */
  tokens: v.optional(count, 100),
  /** How each token is drawn: a part of kind "sampler". */
  sampler: v.optional(partConfig(), { type: "sampling", temperature: 0.8, topK: 40 }),
});

const runConfig = v.strictObject({
  version: v.optional(v.literal(CONFIG_VERSION), CONFIG_VERSION),
  /** Title of the report. */
  name: v.optional(v.string(), "run"),
  /** A part of kind "model". Its vocabulary is set to the tokenizer's. */
  model: partConfig(),
  /** A part of kind "tokenizer". */
  tokenizer: partConfig(),
  /** A part of kind "dataset". */
  data: partConfig(),
  /** What validation reads; null: a held-out share of the data. */
  validation: v.optional(v.nullable(partConfig()), null),
  optimizer: v.optional(partConfig(), { type: "adamw" }),
  schedule: v.optional(partConfig(), { type: "cosine" }),
  /** Sequences per micro-batch. */
  batchSize: v.optional(count, 8),
  /** Micro-batches per update. */
  accumulate: v.optional(count, 1),
  /** Tokens per sequence; null: the model's context length. */
  contextLength: v.optional(v.nullable(count), null),
  /** Updates. */
  steps: v.optional(count, 1000),
  maxTokens: v.optional(v.nullable(count), null),
  maxMinutes: v.optional(v.nullable(positive), null),
  /** Validations in a row without improvement that end the run; null: no early stopping. */
  patience: v.optional(v.nullable(count), null),
  /** Steps between validations; 0: never. */
  evalEvery: v.optional(countOrNever, 100),
  /** Batches that every validation scores. */
  evalBatches: v.optional(count, 8),
  /** Steps between samples; null: with every validation; 0: never. */
  sampleEvery: v.optional(v.nullable(countOrNever), null),
  sample: v.optional(sampleOptions, {}),
  /** Steps between checkpoints; null: with every validation. */
  checkpointEvery: v.optional(v.nullable(countOrNever), null),
  /** Parts of kind "callback". */
  callbacks: v.optional(v.array(partConfig()), [
    { type: "metrics" },
    { type: "samples" },
    { type: "tensorboard" },
    { type: "report" },
  ]),
  /** Seed of weights, order of the data, and dropout. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)), 1),
  /** A part of kind "backend", or "auto". */
  backend: v.optional(partConfig(), { type: "auto" }),
});
