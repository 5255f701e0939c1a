import { isPretrainingHead, type TokenHead } from "@gpt/heads";
import {
  type CallContext,
  type EmbeddingNames,
  INFERENCE,
  Linear,
  linearNames,
  ParameterTable,
  Stack,
  type StackNames,
  type StackOptions,
  TokenEmbedding,
  type TokenEmbeddingOptions,
} from "@gpt/layers";
import type { PluginConfig } from "@gpt/registry";
import { add, reshape, type Scalar, slice, type Tensor, tanh } from "@tensorflow/tfjs-core";
import type { MaskedInput, MaskedModel, ModelContext, TensorBatch } from "./model.ts";

/** What a bidirectional encoder is assembled from. */
export interface EncoderAssembly {
  readonly embedding: TokenEmbeddingOptions;
  readonly stack: StackOptions;
  readonly head: PluginConfig;
  readonly names: {
    readonly embedding: EmbeddingNames;
    readonly stack: StackNames;
    readonly pooler: string;
  };
  readonly activation: PluginConfig;
}

/** BERT: embeddings, bidirectional blocks, a pooler, and a pre-training head. */
export class Encoder implements MaskedModel {
  readonly config: PluginConfig;
  readonly parameters: ParameterTable = new ParameterTable();
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly #embedding: TokenEmbedding;
  readonly #stack: Stack;
  readonly #pooler: Linear;
  readonly #head: TokenHead;

  constructor({ registry, config }: ModelContext, assembly: EncoderAssembly) {
    const { embedding, stack, names } = assembly;
    const { dModel, initializers } = stack;
    const scope = this.parameters.scope();
    this.config = config;
    this.vocabSize = embedding.vocabSize;
    this.contextLength = embedding.contextLength;
    this.#embedding = new TokenEmbedding(registry, scope, embedding, names.embedding);
    this.#stack = new Stack(registry, scope, stack, names.stack);
    this.#pooler = new Linear(scope, {
      inFeatures: dModel,
      outFeatures: dModel,
      initializer: initializers.weight,
      names: linearNames(names.pooler),
    });
    this.#head = registry.create("head", assembly.head, {
      registry,
      scope,
      table: this.#embedding.table,
      dModel,
      vocabSize: embedding.vocabSize,
      initializer: initializers.weight,
      norm: stack.norm,
      activation: assembly.activation,
    });
  }

  encode(
    { inputs, tokenTypes, attentionMask }: MaskedInput,
    context: CallContext = INFERENCE,
    onBlock?: (hidden: Tensor) => void,
  ): Tensor {
    const x = this.#embedding.apply(inputs, context, { segments: tokenTypes }); // [B, T, C]
    return this.#stack.apply(x, { context, keyMask: attentionMask }, onBlock);
  }

  pool(hidden: Tensor): Tensor {
    const [batch, , width] = hidden.shape as [number, number, number];
    const first = reshape(slice(hidden, [0, 0, 0], [-1, 1, -1]), [batch, width]); // [B, C]
    return tanh(this.#pooler.apply(first));
  }

  tokenLogits(hidden: Tensor): Tensor {
    return this.#head.logits(hidden);
  }

  nextSentenceLogits(hidden: Tensor): Tensor | null {
    return isPretrainingHead(this.#head) ? this.#head.nextSentenceLogits(this.pool(hidden)) : null;
  }

  loss(batch: TensorBatch, context: CallContext): Scalar {
    const hidden = this.encode(batch as unknown as MaskedInput, context);
    const masked = this.#head.loss(hidden, batch.labels as Tensor);
    if (!isPretrainingHead(this.#head) || !batch.nextSentence) return masked;
    return add(masked, this.#head.nextSentenceLoss(this.pool(hidden), batch.nextSentence));
  }

  dispose(): void {
    this.parameters.dispose();
  }
}
