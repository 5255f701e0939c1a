import type { TokenHead } from "@gpt/heads";
import {
  type CallContext,
  type EmbeddingNames,
  INFERENCE,
  KvCache,
  ParameterTable,
  Stack,
  type StackNames,
  type StackOptions,
  TokenEmbedding,
  type TokenEmbeddingOptions,
} from "@gpt/layers";
import type { PluginConfig } from "@gpt/registry";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { ModelContext, Seq2SeqModel, TensorBatch } from "./model.ts";

/** What an encoder-decoder is assembled from. */
export interface EncoderDecoderAssembly {
  readonly embedding: TokenEmbeddingOptions;
  readonly encoder: StackOptions;
  readonly decoder: StackOptions;
  readonly head: PluginConfig;
  readonly names: {
    readonly embedding: EmbeddingNames;
    readonly encoder: StackNames;
    readonly decoder: StackNames;
  };
  readonly activation: PluginConfig;
}

/** The original Transformer: one token table for source, target and output. */
export class EncoderDecoder implements Seq2SeqModel {
  readonly config: PluginConfig;
  readonly parameters: ParameterTable = new ParameterTable();
  readonly vocabSize: number;
  readonly #embedding: TokenEmbedding;
  readonly #encoder: Stack;
  readonly #decoder: Stack;
  readonly #head: TokenHead;
  readonly #options: StackOptions;

  constructor({ registry, config }: ModelContext, assembly: EncoderDecoderAssembly) {
    const { embedding, encoder, decoder, names } = assembly;
    const scope = this.parameters.scope();
    this.config = config;
    this.vocabSize = embedding.vocabSize;
    this.#options = decoder;
    this.#embedding = new TokenEmbedding(registry, scope, embedding, names.embedding);
    this.#encoder = new Stack(registry, scope, encoder, names.encoder);
    this.#decoder = new Stack(registry, scope, decoder, names.decoder);
    this.#head = registry.create("head", assembly.head, {
      registry,
      scope,
      table: this.#embedding.table,
      dModel: decoder.dModel,
      vocabSize: embedding.vocabSize,
      initializer: decoder.initializers.weight,
      norm: decoder.norm,
      activation: assembly.activation,
    });
  }

  encode(source: Tensor, sourceMask: Tensor, context: CallContext = INFERENCE): Tensor {
    return this.#encoder.apply(this.#embedding.apply(source, context), {
      context,
      keyMask: sourceMask,
    });
  }

  decodeLogits(
    memory: Tensor,
    sourceMask: Tensor,
    target: Tensor,
    options: { readonly targetMask?: Tensor; readonly cache?: KvCache } = {},
  ): Tensor {
    return this.#head.logits(
      this.#decode(memory, sourceMask, target, { context: INFERENCE, ...options }),
    );
  }

  loss(batch: TensorBatch, context: CallContext): Scalar {
    const [source, sourceMask] = [batch.source as Tensor, batch.sourceMask as Tensor];
    const memory = this.encode(source, sourceMask, context);
    const targetMask = batch.decoderMask as Tensor;
    const target = batch.decoderInputs as Tensor;
    const hidden = this.#decode(memory, sourceMask, target, { context, targetMask });
    return this.#head.loss(hidden, batch.decoderTargets as Tensor);
  }

  createCache(batch: number, capacity: number): KvCache {
    const { nLayer, nHead, dModel } = this.#options;
    return new KvCache(nLayer, [batch, capacity, nHead, dModel / nHead]);
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #decode(
    memory: Tensor,
    memoryMask: Tensor,
    target: Tensor,
    { context, targetMask, cache }: { context: CallContext; targetMask?: Tensor; cache?: KvCache },
  ): Tensor {
    const x = this.#embedding.apply(target, context, { offset: cache?.length ?? 0 }); // [B, T, C]
    const keyMask = targetMask ?? null;
    const call = { context, keyMask, memory, memoryMask, cache: cache ?? null };
    const out = this.#decoder.apply(x, call);
    cache?.advance(target.shape[1] as number);
    return out;
  }
}
