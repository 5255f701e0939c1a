import { type PluginConfig, partConfig, type Registry, validate } from "@gpt/registry";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.strictObject({
  /** A part of kind "task". */
  task: partConfig(),
  /** A part of kind "task-head"; null: the one of the task's form. */
  head: v.optional(v.nullable(partConfig()), null),
  /** Weight of the auxiliary language-model loss; null: 0.5 over decoders, none over encoders. */
  lmWeight: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0))), null),
  /** @default 3 epochs of batches of 32 (GPT-1 §4.1) */
  epochs: v.optional(count, 3),
  batchSize: v.optional(count, 32),
  /** Training examples to use; null: all. */
  examples: v.optional(v.nullable(count), null),
  /** Epochs from one judgement to the next; the last is always judged. */
  judgeEvery: v.optional(count, 1),
  /** Judgements without improvement that end it; null: all are run. */
  patience: v.optional(v.nullable(count), null),
  optimizer: v.optional(partConfig(), { type: "adamw", weightDecay: 0.01 }),
  schedule: v.optional(partConfig(), { type: "linear", warmup: 0.002 }),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
});

/** A fine-tuning as plain JSON, with every default filled in. */
export type FinetuneConfig = v.InferOutput<typeof schema>;

/**
 * Checks a fine-tuning's configuration and fills the defaults in.
 *
 * @param dModel width of the model: the peak learning rate, where none is given, is a quarter of the
 *   one that pre-training takes at that width, GPT-1's proportion (6.25e-5 to 2.5e-4)
 * @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN`
 */
export function resolveFinetune(
  registry: Registry,
  input: unknown,
  dModel: number,
): FinetuneConfig {
  const config = validate(schema, input, "the fine-tuning's configuration");
  return {
    ...config,
    task: registry.resolve("task", config.task),
    optimizer: registry.resolve("optimizer", config.optimizer),
    schedule: registry.resolve("schedule", withRate(config.schedule, dModel)),
  };
}

function withRate(schedule: PluginConfig, dModel: number): PluginConfig {
  if (schedule.learningRate !== undefined) return schedule;
  if (!["constant", "linear", "cosine"].includes(schedule.type)) return schedule;
  const rate = Math.min(4e-3, (6e-4 * 768) / dModel) / 4;
  return { ...schedule, learningRate: Number(rate.toPrecision(2)) };
}
