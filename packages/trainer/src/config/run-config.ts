import {
  checkVersion,
  type PluginConfig,
  partConfig,
  type Registry,
  validate,
} from "@gpt/registry";
import * as v from "valibot";
import type {} from "../loop/events.ts"; // declares the kind "callback"
import { defaultParts, expandPreset } from "./default-parts.ts";

/** Version of the format of `config.json`; newer files are refused. */
export const CONFIG_VERSION = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const countOrNever = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const uint32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const share = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));

/** What the model is asked to write now and then. */
const sampleOptions = v.strictObject({
  /** Beginnings that the model continues; an empty one starts a text. */
  prompts: v.optional(v.array(v.string()), ["Once upon a time"]),
  /** Tokens to write for each. */
  tokens: v.optional(count, 100),
  /** How each token is drawn: a part of kind "sampler". */
  sampler: v.optional(partConfig(), { type: "sampling", temperature: 0.8, topK: 40 }),
});

/** How masked models are trained; see `SentencePairOptions` of `@gpt/data`. */
const maskingOptions = v.strictObject({
  /** Share of the tokens to predict. */
  share: v.optional(share, 0.15),
  /** Most tokens to predict in a sequence; null: no limit. */
  maxPredictions: v.optional(v.nullable(count), null),
  /** Masks whole words instead of single tokens. */
  wholeWord: v.optional(v.boolean(), false),
  /** So many fixed versions of the corpus (BERT: 10); null: pairs and masks are drawn anew. */
  duplicates: v.optional(v.nullable(count), null),
  /** Share of the documents whose pairs are made shorter. */
  shortShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.1),
});

const schema = v.strictObject({
  version: v.optional(v.number(), CONFIG_VERSION),
  /** Title of the report. */
  name: v.optional(v.string(), "run"),
  /** A part of kind "model", or a preset's name. Its vocabulary becomes the tokenizer's. */
  model: partConfig(),
  /** A part of kind "tokenizer". */
  tokenizer: partConfig(),
  /** A part of kind "dataset". */
  data: partConfig(),
  /** Share of the tokens kept for validation, where the data set has no validation part. */
  validationShare: v.optional(share, 0.1),
  masking: v.optional(maskingOptions, {}),
  optimizer: partConfig(),
  schedule: partConfig(),
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
  /** Steps between checkpoints; null: with every validation; 0: only at the end. */
  checkpointEvery: v.optional(v.nullable(countOrNever), null),
  /** Newest checkpoints whose weights are kept besides `last` and `best`, to be averaged. */
  keepCheckpoints: v.optional(countOrNever, 0),
  /** Parts of kind "callback". */
  callbacks: v.optional(v.array(partConfig()), [
    { type: "metrics" },
    { type: "samples" },
    { type: "tensorboard" },
    { type: "report" },
  ]),
  /** Seed of weights, order of the data, and dropout. */
  seed: v.optional(uint32, 1),
  /** A part of kind "backend", or "auto". The application selects it before the run begins. */
  backend: v.optional(partConfig(), { type: "auto" }),
});

/** A run as plain JSON, with every default filled in: the contents of `config.json`. */
export type RunConfig = v.InferOutput<typeof schema>;

/** A run as a user writes it: everything may be left out. */
export type RunConfigInput = Partial<v.InferInput<typeof schema>>;

/**
 * Checks a run's configuration and fills in all defaults, those of its parts included.
 *
 * @param source where it comes from, for errors
 * @throws GptError `CONFIG_NEWER`, `INVALID_OPTIONS`, `UNKNOWN_PLUGIN`, `UNKNOWN_PRESET`
 */
export function resolveConfig(registry: Registry, input: unknown, source: string): RunConfig {
  const version = (input as { version?: unknown } | null)?.version;
  if (version !== undefined) checkVersion(version, CONFIG_VERSION, source);
  const config = validate(schema, withDefaults(registry, input), source);
  const { sample } = config;
  const model = registry.resolve("model", expandPreset(registry, config.model));
  return {
    ...config,
    model,
    tokenizer: registry.resolve("tokenizer", config.tokenizer),
    data: registry.resolve("dataset", config.data),
    optimizer: registry.resolve("optimizer", config.optimizer),
    schedule: registry.resolve("schedule", withRate(config.schedule, model)),
    sample: { ...sample, sampler: registry.resolve("sampler", sample.sampler) },
    callbacks: config.callbacks.map((callback) => registry.resolve("callback", callback)),
  };
}

/** Schedules whose peak is one number. */
const PEAKED = ["constant", "linear", "cosine"];

/**
 * A peak learning rate where none is given: inversely proportional to the width, through GPT-3
 * Small's 6e-4 at 768 (Brown et al. 2020, table 2.1, whose other rows it meets within a factor of
 * 1.7), and at most 4e-3.
 */
function withRate(schedule: PluginConfig, { dModel }: PluginConfig): PluginConfig {
  if (!PEAKED.includes(schedule.type) || schedule.learningRate !== undefined) return schedule;
  const rate = Math.min(4e-3, (6e-4 * 768) / Number(dModel));
  return Number.isNaN(rate) ? schedule : { ...schedule, learningRate: Number(rate.toPrecision(2)) };
}

/** A configuration with the parts of its model's objective where nothing is said. */
function withDefaults(registry: Registry, input: unknown): unknown {
  const config = (input ?? {}) as { readonly [option: string]: unknown };
  const given = (option: string) => {
    const parsed = v.safeParse(partConfig(), config[option]);
    return parsed.success ? parsed.output : undefined;
  };
  if (typeof input !== "object" || input === null) return input;
  return { ...defaultParts(registry, given("model"), given("data")), ...config };
}
