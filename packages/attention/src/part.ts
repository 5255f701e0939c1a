import type { AttentionOptions, Pattern } from "@gpt/ops";
import { attention } from "@gpt/ops";
import type { Registry } from "@gpt/registry";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What a layer leaves to the variant to decide: everything about a call but the pattern. */
export type AttentionCall = Omit<AttentionOptions, "pattern">;

/** An attention variant, made for one layer. */
export interface AttentionPart {
  /** Which keys a query sees, as data; null where the variant is no pattern. */
  readonly pattern: Pattern | null;
  /**
   * Attends.
   *
   * @param q `[B, Tq, H, D]`
   * @param k `[B, Tk, H, D]`
   * @param v `[B, Tk, H, D]`
   * @returns `[B, Tq, H, D]`
   */
  apply(q: Tensor, k: Tensor, v: Tensor, call: AttentionCall): Tensor;
}

/** What a variant may depend on. */
export interface AttentionContext {
  /** Where nested variants are looked up. */
  readonly registry: Registry;
  /** Index of the layer, from 0. */
  readonly layer: number;
  /** Heads of the layer. */
  readonly nHead: number;
}

declare module "@gpt/registry" {
  interface Kinds {
    attention: { product: AttentionPart; context: AttentionContext };
  }
}

/** The variant that sees by a pattern: nearly all of them. */
export function patternPart(pattern: Pattern): AttentionPart {
  return { pattern, apply: (q, k, v, call) => attention(q, k, v, { ...call, pattern }) };
}
