import { type PluginConfig, partConfig } from "@gpt/registry";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const rate = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** Sizes that every family has; the defaults are a family's published base model. */
export interface Sizes {
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly nLayer: number;
  readonly nHead: number;
  readonly dModel: number;
}

/** Size options with a family's defaults; `dFf` 0 stands for 4·dModel. */
export function sizeOptions(defaults: Sizes) {
  return {
    vocabSize: v.optional(count, defaults.vocabSize),
    contextLength: v.optional(count, defaults.contextLength),
    nLayer: v.optional(count, defaults.nLayer),
    nHead: v.optional(count, defaults.nHead),
    dModel: v.optional(count, defaults.dModel),
    dFf: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  };
}

/** Dropout rates by place. */
export interface DropoutRates {
  readonly embedding: number;
  readonly attention: number;
  readonly residual: number;
}

/** One rate for all places, or one for each. */
export function dropoutOption(defaults: DropoutRates) {
  const each = v.strictObject({
    embedding: v.optional(rate, defaults.embedding),
    attention: v.optional(rate, defaults.attention),
    residual: v.optional(rate, defaults.residual),
  });
  const all = v.pipe(
    rate,
    v.transform((value): DropoutRates => ({ embedding: value, attention: value, residual: value })),
  );
  return v.optional(v.union([all, each]), { ...defaults });
}

/** Options that name the parts of a stack. */
export function partOptions(defaults: {
  readonly attention: PluginConfig;
  readonly activation: PluginConfig;
  readonly norm: PluginConfig;
  readonly block: PluginConfig;
  readonly position: PluginConfig;
  readonly head: PluginConfig;
}) {
  return {
    attention: v.optional(partConfig(), defaults.attention),
    activation: v.optional(partConfig(), defaults.activation),
    norm: v.optional(partConfig(), defaults.norm),
    block: v.optional(partConfig(), defaults.block),
    position: v.optional(partConfig(), defaults.position),
    head: v.optional(partConfig(), defaults.head),
  };
}

/** Standard deviation of the first weights. */
export const initStd = v.optional(v.pipe(v.number(), v.gtValue(0)), 0.02);
