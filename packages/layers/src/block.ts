import type { Registry } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";
import { applyDropout, type CallContext, type DropoutPlace } from "./call-context.ts";
import type { FfnPart } from "./ffn.ts";
import type { KvCache } from "./kv-cache.ts";
import type { AttentionInput, AttentionNames } from "./multi-head-attention.ts";
import type { NormPart } from "./norm.ts";
import type { ParameterScope } from "./parameter.ts";
import type { StackOptions } from "./stack.ts";

/**
 * The residual stream between blocks: x plus an optional delta that has not been added yet, so that
 * the next norm can add and normalise in one pass.
 */
export interface Stream {
  readonly x: Tensor;
  readonly delta: Tensor | null;
}

/** What a call hands to every block. */
export interface BlockCall {
  readonly context: CallContext;
  /** int32 `[B, T]`, 1 = visible: padding of the block's own input. */
  readonly keyMask?: Tensor | null;
  readonly cache?: KvCache | null;
  /** Cross-attention: the encoder's output and its padding. */
  readonly memory?: Tensor | null;
  readonly memoryMask?: Tensor | null;
}

/** One layer of a stack. */
export interface Block {
  /** The stream after this layer. */
  apply(stream: Stream, call: BlockCall): Stream;
}

/** Published names inside a block. */
export interface BlockNames {
  readonly attention: AttentionNames;
  readonly norm1: string;
  readonly cross?: AttentionNames;
  readonly normCross?: string;
  readonly ffn: { readonly in: string; readonly out: string };
  readonly norm2: string;
}

/** What a block is made with. */
export interface BlockContext {
  readonly registry: Registry;
  readonly scope: ParameterScope;
  readonly layer: number;
  readonly options: StackOptions;
  readonly names: BlockNames;
}

declare module "@gpt/registry" {
  interface Kinds {
    block: { product: Block; context: BlockContext };
  }
}

/** One step inside a block: a norm and what it stands before or after. */
export interface SubLayer {
  readonly norm: NormPart;
  /** The sub-layer with its output dropout. */
  run(x: Tensor, call: BlockCall): Tensor;
}

/** A feed-forward sub-layer. */
export function ffnSubLayer(norm: NormPart, ffn: FfnPart, place: DropoutPlace): SubLayer {
  return { norm, run: (x, { context }) => applyDropout(ffn.apply(x), place, context) };
}

/** An attention sub-layer; `inputOf` says what it attends to. */
export function attentionSubLayer(
  norm: NormPart,
  layer: { apply(x: Tensor, context: CallContext, input: AttentionInput): Tensor },
  place: DropoutPlace,
  inputOf: (call: BlockCall) => AttentionInput,
): SubLayer {
  return {
    norm,
    run: (x, call) =>
      applyDropout(layer.apply(x, call.context, inputOf(call)), place, call.context),
  };
}
