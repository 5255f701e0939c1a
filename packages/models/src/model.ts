import type { CallContext, KvCache, ParameterTable } from "@gpt/layers";
import type { PluginConfig, Registry } from "@gpt/registry";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/** Named tensors of one step. */
export type TensorBatch = { readonly [name: string]: Tensor };

/** What every model can do: be trained. */
export interface TrainableModel {
  /** Everything that is needed to make the model again; plain JSON with all defaults filled in. */
  readonly config: PluginConfig;
  readonly parameters: ParameterTable;
  readonly vocabSize: number;
  /** Mean loss of a batch, in nats. Which tensors a batch has depends on the model. */
  loss(batch: TensorBatch, context: CallContext): Scalar;
  /** Frees the weights. */
  dispose(): void;
}

/** How {@link CausalModel.logits} is called. */
export interface LogitsOptions {
  readonly context?: CallContext;
  /** Go on after the tokens the cache has read. */
  readonly cache?: KvCache;
  /** Only the last position's logits. */
  readonly lastOnly?: boolean;
  /** int32 `[B, T]`, 1 = a real token, for batches of unequal lengths. */
  readonly attentionMask?: Tensor | null;
  /** int32 `[B, T]`, where rows have positions of their own (padding on the left). */
  readonly positions?: Tensor | null;
  /** Sees the hidden state after the embeddings and after every block. */
  readonly onBlock?: (hidden: Tensor) => void;
}

/**
 * A left-to-right language model. Batches: `inputs` and `targets`, int32 `[B, T]`, -100 = no loss, and
 * where rows are padded `attentionMask` and `positions`.
 */
export interface CausalModel extends TrainableModel {
  readonly contextLength: number;
  /** An empty key/value cache. @param capacity defaults to the context length */
  createCache(batch: number, capacity?: number): KvCache;
  /** Scores of the next token: int32 `[B, T]` → `[B, T, V]`, or `[B, 1, V]` with lastOnly. */
  logits(ids: Tensor, options?: LogitsOptions): Tensor;
  /** The last block's output `[B, T, C]`, normed where the model has a final norm. */
  hidden(ids: Tensor, options?: LogitsOptions): Tensor;
  /** Mean next-token loss of {@link CausalModel.hidden}'s output; targets int32 `[B, T]`, -100 = none. */
  tokenLoss(hidden: Tensor, targets: Tensor): Scalar;
}

/** Inputs of a {@link MaskedModel}. */
export interface MaskedInput {
  /** int32 `[B, T]`. */
  readonly inputs: Tensor;
  /** Segment of each token, int32 `[B, T]`. */
  readonly tokenTypes: Tensor;
  /** 1 = a real token, int32 `[B, T]`. */
  readonly attentionMask: Tensor;
}

/**
 * A bidirectional encoder. Batches: {@link MaskedInput}, `labels` int32 `[B, T]` (-100 = not masked)
 * and, for next-sentence prediction, `nextSentence` int32 `[B]`.
 */
export interface MaskedModel extends TrainableModel {
  readonly contextLength: number;
  /** The last block's output `[B, T, C]`. */
  encode(input: MaskedInput, context?: CallContext, onBlock?: (hidden: Tensor) => void): Tensor;
  /** tanh(dense(first position)), `[B, C]`. */
  pool(hidden: Tensor): Tensor;
  /** Scores of every token at every position, `[B, T, V]`. */
  tokenLogits(hidden: Tensor): Tensor;
  /** Scores of "is next" and "is random", `[B, 2]`; null where the head has none. */
  nextSentenceLogits(hidden: Tensor): Tensor | null;
}

/**
 * An encoder-decoder. Batches: `source`, `sourceMask` `[B, S]`, `decoderInputs`, `decoderMask`,
 * `decoderTargets` `[B, T]`, all int32; target -100 = no loss.
 */
export interface Seq2SeqModel extends TrainableModel {
  /** Encoder output `[B, S, C]`. */
  encode(source: Tensor, sourceMask: Tensor, context?: CallContext): Tensor;
  /** Scores of the next target token, `[B, T, V]`. */
  decodeLogits(
    memory: Tensor,
    sourceMask: Tensor,
    target: Tensor,
    options?: { readonly targetMask?: Tensor; readonly cache?: KvCache },
  ): Tensor;
  /** An empty key/value cache of the decoder. */
  createCache(batch: number, capacity: number): KvCache;
}

/** What a model is made with. */
export interface ModelContext {
  readonly registry: Registry;
  /** The config with all defaults filled in. */
  readonly config: PluginConfig;
}

declare module "@gpt/registry" {
  interface Kinds {
    model: { product: TrainableModel; context: ModelContext };
  }
}

/** Makes a model from its config; its parameters are shapes until they are initialised. */
export function createModel(registry: Registry, config: PluginConfig | string): TrainableModel {
  const resolved = registry.resolve("model", config);
  return registry.create("model", resolved, { registry, config: resolved });
}

/** Whether a model predicts from left to right. */
export function isCausalModel(model: TrainableModel): model is CausalModel {
  return "hidden" in model;
}

/** Whether a model is a bidirectional encoder. */
export function isMaskedModel(model: TrainableModel): model is MaskedModel {
  return "tokenLogits" in model;
}

/** Whether a model is an encoder-decoder. */
export function isSeq2SeqModel(model: TrainableModel): model is Seq2SeqModel {
  return "decodeLogits" in model;
}
