import type { AttentionCall, AttentionPart } from "@gpt/attention";
import { linear } from "@gpt/ops";
import { reshape, slice, split, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { type CallContext, type DropoutPlace, dropoutSpec } from "./call-context.ts";
import type { Initializer } from "./initializer.ts";
import type { KvCache } from "./kv-cache.ts";
import { Linear, type LinearNames } from "./linear.ts";
import type { ParameterScope } from "./parameter.ts";

/** Published names: one fused projection, or three. */
export type AttentionNames = { readonly out: LinearNames } & (
  | { readonly qkv: LinearNames }
  | { readonly query: LinearNames; readonly key: LinearNames; readonly value: LinearNames }
);

/** What a {@link MultiHeadAttention} is made from. */
export interface MultiHeadAttentionOptions {
  readonly dModel: number;
  readonly nHead: number;
  readonly names: AttentionNames;
  /** The variant: which keys a query sees. */
  readonly part: AttentionPart;
  /** Biases of the query, key and value projections. */
  readonly qkvBias: boolean;
  /** Bias of the output projection. */
  readonly outBias: boolean;
  /** Factor of q·k. @default 1/sqrt(dModel / nHead) */
  readonly scale?: number | undefined;
  /** Dropout rate of the attention weights. */
  readonly dropout: number;
  readonly initializers: { readonly weight: Initializer; readonly residual: Initializer };
}

/** What a call may add. */
export interface AttentionInput {
  /** Cross-attention: what keys and values are made from, `[B, Tk, C]`. */
  readonly memory?: Tensor | null;
  /** int32 `[B, Tk]`, 1 = visible. */
  readonly keyMask?: Tensor | null;
  /** Keys and values read before, and this layer's index in it. */
  readonly cache?: { readonly store: KvCache; readonly layer: number } | null;
}

/** Multi-head attention (Vaswani et al. 2017, §3.2.2): self-attention, or cross-attention to a memory. */
export class MultiHeadAttention {
  readonly #options: MultiHeadAttentionOptions;
  readonly #projections: readonly Linear[];
  readonly #out: Linear;
  readonly #dropout: DropoutPlace;

  constructor(scope: ParameterScope, options: MultiHeadAttentionOptions) {
    const { dModel, names, qkvBias, initializers } = options;
    const layer = (
      outFeatures: number,
      names: LinearNames,
      bias: boolean,
      initializer: Initializer,
    ) => new Linear(scope, { inFeatures: dModel, outFeatures, names, bias, initializer });
    this.#options = options;
    this.#projections =
      "qkv" in names
        ? [layer(3 * dModel, names.qkv, qkvBias, initializers.weight)]
        : [names.query, names.key, names.value].map((name) =>
            layer(dModel, name, qkvBias, initializers.weight),
          );
    this.#out = layer(dModel, names.out, options.outBias, initializers.residual);
    this.#dropout = { rate: options.dropout, site: scope.site(`${names.out.weight}#weights`) };
  }

  /** `[B, Tq, C]` → `[B, Tq, C]`. */
  apply(x: Tensor, context: CallContext, input: AttentionInput = {}): Tensor {
    const [q, k, v] = this.#heads(x, input.memory ?? x);
    const call: AttentionCall = {
      ...(this.#options.scale === undefined ? {} : { scale: this.#options.scale }),
      keyMask: input.keyMask ?? null,
      dropout: dropoutSpec(this.#dropout, context),
    };
    const mixed = input.cache
      ? this.#cached(q, k, v, call, input.cache)
      : this.#options.part.apply(q, k, v, call);
    return this.#out.apply(reshape(mixed, x.shape)); // [B, T, H, D] → [B, T, C]
  }

  /** Attends to everything read so far, and adds the new tokens to it. */
  #cached(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    call: AttentionCall,
    { store, layer }: { readonly store: KvCache; readonly layer: number },
  ): Tensor {
    const { keys, values } = store.append(layer, k, v);
    const keyLength = store.length + (k.shape[1] as number);
    return this.#options.part.apply(q, keys, values, {
      ...call,
      keyLength,
      queryOffset: store.length,
    });
  }

  /** Queries, keys and values, `[B, T, H, D]` each. */
  #heads(x: Tensor, memory: Tensor): [Tensor, Tensor, Tensor] {
    const [first, key, value] = this.#projections as [Linear, Linear?, Linear?];
    if (!key && x === memory) {
      const qkv = this.#rows(first.apply(x), 3 * this.#options.nHead); // [B, T, 3C] → [B, T, 3H, D]
      return split(qkv, 3, 2) as [Tensor, Tensor, Tensor];
    }
    const parts =
      key && value
        ? [first.apply(x), key.apply(memory), value.apply(memory)]
        : [x, memory, memory].map((from, index) => this.#part(first, from, index));
    return parts.map((y) => this.#rows(y, this.#options.nHead)) as [Tensor, Tensor, Tensor];
  }

  /** `[B, T, heads·D]` → `[B, T, heads, D]`. */
  #rows(y: Tensor, heads: number): Tensor {
    const { dModel, nHead } = this.#options;
    return reshape(y, [y.shape[0] as number, y.shape[1] as number, heads, dModel / nHead]);
  }

  /** One third of the fused projection, for cross-attention. */
  #part(fused: Linear, x: Tensor, index: number): Tensor {
    const { dModel } = this.#options;
    const weight = fused.weight.variable as unknown as Tensor2D;
    const columns = slice(weight, [0, index * dModel], [dModel, dModel]);
    const bias = fused.bias && slice(fused.bias.variable, [index * dModel], [dModel]);
    return linear(x, columns, bias);
  }
}
