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
import { type Scalar, slice, type Tensor } from "@tensorflow/tfjs-core";
import type { CausalModel, LogitsOptions, ModelContext, TensorBatch } from "./model.ts";

/** What a decoder-only model is assembled from. */
export interface DecoderAssembly {
  readonly embedding: TokenEmbeddingOptions;
  readonly stack: StackOptions;
  readonly head: PluginConfig;
  readonly names: { readonly embedding: EmbeddingNames; readonly stack: StackNames };
  readonly activation: PluginConfig;
}

/** A decoder without cross-attention: GPT-1, GPT-2, GPT-3, GPT-Neo. */
export class Decoder implements CausalModel {
  readonly config: PluginConfig;
  readonly parameters: ParameterTable = new ParameterTable();
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly #embedding: TokenEmbedding;
  readonly #stack: Stack;
  readonly #head: TokenHead;
  readonly #options: StackOptions;

  constructor({ registry, config }: ModelContext, assembly: DecoderAssembly) {
    const { embedding, stack, names } = assembly;
    const scope = this.parameters.scope();
    this.config = config;
    this.vocabSize = embedding.vocabSize;
    this.contextLength = embedding.contextLength;
    this.#options = stack;
    this.#embedding = new TokenEmbedding(registry, scope, embedding, names.embedding);
    this.#stack = new Stack(registry, scope, stack, names.stack);
    this.#head = registry.create("head", assembly.head, {
      registry,
      scope,
      table: this.#embedding.table,
      dModel: stack.dModel,
      vocabSize: embedding.vocabSize,
      initializer: stack.initializers.weight,
      norm: stack.norm,
      activation: assembly.activation,
    });
  }

  hidden(ids: Tensor, options: LogitsOptions = {}): Tensor {
    const { context = INFERENCE, cache, attentionMask, positions } = options;
    const place = { offset: cache?.length ?? 0, positions: positions ?? null };
    const x = this.#embedding.apply(ids, context, place); // [B, T, C]
    const call = { context, cache: cache ?? null, keyMask: attentionMask ?? null };
    const out = this.#stack.apply(x, call, options.onBlock);
    cache?.advance(ids.shape[1] as number);
    return out;
  }

  logits(ids: Tensor, options: LogitsOptions = {}): Tensor {
    const hidden = this.hidden(ids, options);
    if (!options.lastOnly) return this.#head.logits(hidden);
    const [, time, width] = hidden.shape as [number, number, number];
    return this.#head.logits(slice(hidden, [0, time - 1, 0], [-1, 1, width])); // [B, 1, C]
  }

  loss(batch: TensorBatch, context: CallContext): Scalar {
    const { attentionMask = null, positions = null } = batch;
    const hidden = this.hidden(batch.inputs as Tensor, { context, attentionMask, positions });
    return this.tokenLoss(hidden, batch.targets as Tensor);
  }

  tokenLoss(hidden: Tensor, targets: Tensor): Scalar {
    return this.#head.loss(hidden, targets);
  }

  createCache(batch: number, capacity: number = this.contextLength): KvCache {
    const { nLayer, nHead, dModel } = this.#options;
    return new KvCache(nLayer, [batch, capacity, nHead, dModel / nHead]);
  }

  dispose(): void {
    this.parameters.dispose();
  }
}
