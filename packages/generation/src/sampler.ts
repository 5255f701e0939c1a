import type { Random } from "@gpt/random";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import {
  applyRepetitionPenalty,
  applyTemperature,
  argmax,
  keepMinP,
  keepTopK,
  keepTopP,
  softmax,
} from "./filters.ts";

/** Chooses the next token from one row of logits (which it may overwrite). */
export type Sampler = (logits: Float32Array, history: readonly number[]) => number;

/** What a sampler is made with: the random numbers it draws from. */
export interface SamplerContext {
  readonly random: Random;
}

declare module "@gpt/registry" {
  interface Kinds {
    sampler: { product: Sampler; context: SamplerContext };
  }
}

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const samplingOptions = v.strictObject({
  /** 1 leaves the model's distribution; 0 always takes the most likely token. */
  temperature: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
  /** Keep this many of the most likely tokens; 0 keeps all. */
  topK: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Keep the most likely tokens whose probabilities reach this sum; 1 keeps all. */
  topP: v.optional(v.pipe(share, v.gtValue(0)), 1),
  /** Keep tokens at least this times as likely as the most likely one; 0 keeps all. */
  minP: v.optional(share, 0),
  /** Above 1 makes tokens that already occurred less likely; 1 is off. */
  repetitionPenalty: v.optional(v.pipe(v.number(), v.gtValue(0)), 1),
  /** Whether top-p keeps the token that crosses the sum; OpenAI's GPT-2 release excludes it. */
  crossing: v.optional(v.picklist(["include", "exclude"]), "include"),
});

/** Settings of the `sampling` sampler, after defaults. */
export type SamplingOptions = v.InferOutput<typeof samplingOptions>;

/** Applies the filters in their fixed order: penalty, temperature, top-k, top-p, min-p. */
export function filterLogits(
  logits: Float32Array,
  history: readonly number[],
  options: SamplingOptions,
): void {
  const { temperature, topK, topP, minP, repetitionPenalty } = options;
  if (repetitionPenalty !== 1) applyRepetitionPenalty(logits, history, repetitionPenalty);
  if (temperature !== 1) applyTemperature(logits, temperature);
  if (topK > 0) keepTopK(logits, topK);
  if (topP < 1) keepTopP(logits, topP, options.crossing);
  if (minP > 0) keepMinP(logits, minP);
}

/** Draws a token in proportion to the probabilities of the logits. */
export function draw(logits: Float32Array, random: Random): number {
  const probabilities = softmax(logits);
  let rest = random.uniform();
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const probability = probabilities[id] as number;
    if (probability === 0) continue;
    rest -= probability;
    last = id;
    if (rest < 0) break;
  }
  return last;
}

const sampling = definePlugin({
  kind: "sampler",
  name: "sampling",
  description: "Draws from the filtered distribution: temperature, then top-k, then top-p.",
  options: samplingOptions,
  create(options, { random }): Sampler {
    return (logits, history) => {
      if (options.temperature === 0) return greedy(logits, history, options.repetitionPenalty);
      filterLogits(logits, history, options);
      return draw(logits, random);
    };
  },
});

const greedyPlugin = definePlugin({
  kind: "sampler",
  name: "greedy",
  description: "Always takes the most likely token.",
  options: v.strictObject({}),
  create: (): Sampler => (logits) => argmax(logits),
});

function greedy(logits: Float32Array, history: readonly number[], penalty: number): number {
  if (penalty !== 1) applyRepetitionPenalty(logits, history, penalty);
  return argmax(logits);
}

/** The samplers of this package, for `registry.register(...samplerPlugins)`. */
export const samplerPlugins: readonly AnyPlugin[] = [sampling, greedyPlugin];
