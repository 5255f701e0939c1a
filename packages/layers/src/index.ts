/**
 * Linear, embeddings, positions, norms, feed-forward, attention, blocks and stacks. Every weight is
 * declared as a shape under its published name and gets memory only when it is initialised.
 *
 * @packageDocumentation
 */
import type { AnyPlugin } from "@gpt/registry";
import { geluPlugin, reluPlugin } from "./activation.ts";
import { mlpPlugin } from "./ffn.ts";
import { layerNormPlugin } from "./norm.ts";
import { postNormPlugin, preNormPlugin } from "./norm-placement.ts";
import { learnedPlugin, noPositionPlugin, sinusoidalPlugin } from "./position.ts";

export { type ActivationPart, applyActivation, fusedActivation } from "./activation.ts";
export type {
  Block,
  BlockCall,
  BlockContext,
  BlockNames,
  Stream,
  SubLayer,
} from "./block.ts";
export {
  applyDropout,
  type CallContext,
  type DropoutPlace,
  dropoutSpec,
  INFERENCE,
} from "./call-context.ts";
export type { FfnContext, FfnPart } from "./ffn.ts";
export { type Initializer, initialValues, ONES, ZEROS } from "./initializer.ts";
export { KvCache, type LayerCache } from "./kv-cache.ts";
export { Linear, type LinearNames, type LinearOptions, linearNames } from "./linear.ts";
export {
  type AttentionInput,
  type AttentionNames,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from "./multi-head-attention.ts";
export { LayerNorm, type NormContext, type NormPart } from "./norm.ts";
export {
  Parameter,
  type ParameterScope,
  ParameterTable,
  type ParameterValues,
} from "./parameter.ts";
export { type PositionContext, type PositionPart, sinusoidTable } from "./position.ts";
export { Stack, type StackNames, type StackOptions } from "./stack.ts";
export { createSubLayers } from "./sub-layers.ts";
export {
  type EmbeddingInput,
  type EmbeddingNames,
  TokenEmbedding,
  type TokenEmbeddingOptions,
} from "./token-embedding.ts";

/** The parts of this package, for `registry.register(...layerPlugins)`. */
export const layerPlugins: readonly AnyPlugin[] = [
  learnedPlugin,
  sinusoidalPlugin,
  noPositionPlugin,
  layerNormPlugin,
  reluPlugin,
  geluPlugin,
  mlpPlugin,
  preNormPlugin,
  postNormPlugin,
];
