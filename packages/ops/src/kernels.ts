import { ACCUMULATE } from "./accumulate.ts";
import { ACTIVATION, ACTIVATION_GRAD, type ActivationAttrs } from "./activation.ts";
import { ADAM_UPDATE, type AdamAttrs } from "./adam-update.ts";
import { ATTENTION, ATTENTION_GRAD, type AttentionAttrs, MASKED_ATTENTION } from "./attention.ts";
import { CACHE_APPEND, type CacheAppendAttrs } from "./cache-append.ts";
import { CROSS_ENTROPY, CROSS_ENTROPY_GRAD } from "./cross-entropy.ts";
import type { CrossEntropyAttrs } from "./cross-entropy-reference.ts";
import type { OpDefinition } from "./dispatch.ts";
import { DROPOUT, type DropoutSpec } from "./dropout.ts";
import { EMBEDDING, EMBEDDING_GRAD, type EmbeddingGradAttrs } from "./embedding.ts";
import { GLOBAL_NORM } from "./global-norm.ts";
import { ADD_LAYER_NORM, LAYER_NORM, LAYER_NORM_GRAD, type LayerNormAttrs } from "./layer-norm.ts";
import { LINEAR, LINEAR_GRAD, type LinearAttrs } from "./linear.ts";
import {
  BIASED_LINEAR_CROSS_ENTROPY,
  LINEAR_CROSS_ENTROPY,
  LINEAR_CROSS_ENTROPY_GRAD,
} from "./linear-cross-entropy.ts";

/** The op vocabulary with the attributes of each kernel. */
export interface OpTable {
  readonly linear: OpDefinition<LinearAttrs>;
  readonly linearGrad: OpDefinition<LinearAttrs>;
  readonly layerNorm: OpDefinition<LayerNormAttrs>;
  readonly addLayerNorm: OpDefinition<LayerNormAttrs>;
  readonly layerNormGrad: OpDefinition<object>;
  readonly activation: OpDefinition<ActivationAttrs>;
  readonly activationGrad: OpDefinition<ActivationAttrs>;
  readonly attention: OpDefinition<AttentionAttrs>;
  readonly maskedAttention: OpDefinition<AttentionAttrs>;
  readonly attentionGrad: OpDefinition<AttentionAttrs>;
  readonly embedding: OpDefinition<object>;
  readonly embeddingGrad: OpDefinition<EmbeddingGradAttrs>;
  readonly crossEntropy: OpDefinition<CrossEntropyAttrs>;
  readonly crossEntropyGrad: OpDefinition<CrossEntropyAttrs>;
  readonly linearCrossEntropy: OpDefinition<CrossEntropyAttrs>;
  readonly biasedLinearCrossEntropy: OpDefinition<CrossEntropyAttrs>;
  readonly linearCrossEntropyGrad: OpDefinition<CrossEntropyAttrs>;
  readonly dropout: OpDefinition<DropoutSpec>;
  readonly adamUpdate: OpDefinition<AdamAttrs>;
  readonly globalNorm: OpDefinition<{ readonly count: number }>;
  readonly cacheAppend: OpDefinition<CacheAppendAttrs>;
  readonly accumulate: OpDefinition<object>;
}

/** Every op; its `name` is what a backend registers its kernel under. */
export const OPS: OpTable = {
  linear: LINEAR,
  linearGrad: LINEAR_GRAD,
  layerNorm: LAYER_NORM,
  addLayerNorm: ADD_LAYER_NORM,
  layerNormGrad: LAYER_NORM_GRAD,
  activation: ACTIVATION,
  activationGrad: ACTIVATION_GRAD,
  attention: ATTENTION,
  maskedAttention: MASKED_ATTENTION,
  attentionGrad: ATTENTION_GRAD,
  embedding: EMBEDDING,
  embeddingGrad: EMBEDDING_GRAD,
  crossEntropy: CROSS_ENTROPY,
  crossEntropyGrad: CROSS_ENTROPY_GRAD,
  linearCrossEntropy: LINEAR_CROSS_ENTROPY,
  biasedLinearCrossEntropy: BIASED_LINEAR_CROSS_ENTROPY,
  linearCrossEntropyGrad: LINEAR_CROSS_ENTROPY_GRAD,
  dropout: DROPOUT,
  adamUpdate: ADAM_UPDATE,
  globalNorm: GLOBAL_NORM,
  cacheAppend: CACHE_APPEND,
  accumulate: ACCUMULATE,
};
