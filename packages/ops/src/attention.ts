import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { attentionGradReference, attentionReference } from "./attention-reference.ts";
import { areFloat, checkOption, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp } from "./dispatch.ts";
import { checkDropout, type DropoutSpec } from "./dropout.ts";
import { type Pattern, validatePattern } from "./pattern.ts";

/** Attributes of the attention kernels. */
export interface AttentionAttrs {
  readonly pattern: Pattern;
  /** Factor of q·k. */
  readonly scale: number;
  /** Absolute position of query 0. */
  readonly queryOffset: number;
  /** Only the first keyLength keys exist. */
  readonly keyLength: number;
  /** Dropout of the weights; element index ((b·H + h)·Tq + i)·Tk + j. */
  readonly dropout: DropoutSpec | null;
}

/** Kernel `GptAttentionGrad`: q, k, v, out, lse, dy, keyMask? → dq, dk, dv. */
export const ATTENTION_GRAD: OpDefinition<AttentionAttrs> = defineOp({
  name: "GptAttentionGrad",
  reference: (inputs: NamedTensorMap, attrs) => attentionGradReference(inputs, attrs),
});

const GRADIENT: NonNullable<OpDefinition<AttentionAttrs>["gradient"]> = {
  inputsToSave: ["q", "k", "v"],
  outputsToSave: [true, true],
  takesAbsent: true,
  gradFunc: (dys, [q, k, v, out, lse], attrs) => {
    const dy = (dys as Tensor[])[0];
    const { keyMask, ...rest } = attrs as unknown as AttentionAttrs & { keyMask?: Tensor };
    const [dq, dk, dv] = runOp(ATTENTION_GRAD, { q, k, v, out, lse, dy, keyMask }, rest);
    return { q: () => dq as Tensor, k: () => dk as Tensor, v: () => dv as Tensor };
  },
};

/** Kernel `GptAttention`: q, k, v → out `[B, Tq, H, D]`, lse `[B, H, Tq]`. */
export const ATTENTION: OpDefinition<AttentionAttrs> = defineOp({
  name: "GptAttention",
  reference: (inputs: NamedTensorMap, attrs) => attentionReference(inputs, attrs),
  gradient: GRADIENT,
});

/** Kernel `GptMaskedAttention`: as `GptAttention`, with keyMask `[B, Tk]` as a fourth input. */
export const MASKED_ATTENTION: OpDefinition<AttentionAttrs> = defineOp({
  name: "GptMaskedAttention",
  reference: (inputs: NamedTensorMap, attrs) => attentionReference(inputs, attrs),
  gradient: {
    inputsToSave: ["q", "k", "v", "keyMask"],
    outputsToSave: [true, true],
    takesAbsent: true,
    gradFunc: (dys, [q, k, v, keyMask, out, lse], attrs) =>
      GRADIENT.gradFunc(dys, [q, k, v, out, lse] as Tensor[], { ...attrs, keyMask } as never),
  },
});

/** Options of {@link attention}. */
export interface AttentionOptions {
  /** Which keys a query sees. */
  readonly pattern: Pattern;
  /** Factor of q·k. @default 1/sqrt(D) */
  readonly scale?: number;
  /** int32 `[B, Tk]`, 1 = visible, for padding. */
  readonly keyMask?: Tensor | null;
  /** Absolute position of query 0, for key/value caches. @default 0 */
  readonly queryOffset?: number;
  /** Only the first keyLength keys exist, for key/value caches. @default Tk */
  readonly keyLength?: number;
  /** Dropout of the attention weights. */
  readonly dropout?: DropoutSpec | null;
}

/**
 * softmax(scale·q·kᵀ + pattern)·v, head by head (Vaswani et al. 2017, §3.2). A query that sees no
 * key gives zeros, and zero gradients.
 *
 * @param q `[B, Tq, H, D]`: a reshape of `[B, Tq, H·D]`
 * @param k `[B, Tk, H, D]`
 * @param v `[B, Tk, H, D]`
 * @returns `[B, Tq, H, D]`
 * @throws GptError `OP_SHAPE`, `OP_OPTION`, `INVALID_PATTERN`
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Tensor {
  const { keyMask } = options;
  validatePattern(options.pattern);
  checkAttention(q, k, v, keyMask);
  const attrs: AttentionAttrs = {
    pattern: options.pattern,
    scale: options.scale ?? 1 / Math.sqrt(q.shape[3] as number),
    queryOffset: options.queryOffset ?? 0,
    keyLength: options.keyLength ?? (k.shape[1] as number),
    dropout: options.dropout && options.dropout.rate !== 0 ? options.dropout : null,
  };
  checkAttrs(attrs, k.shape[1] as number);
  const op = keyMask ? MASKED_ATTENTION : ATTENTION;
  return runOp(op, { q, k, v, keyMask }, attrs)[0] as Tensor;
}

function checkAttention(q: Tensor, k: Tensor, v: Tensor, keyMask: Tensor | null | undefined): void {
  const [b, , h, d] = q.shape;
  const [kb, keys, kh, kd] = k.shape;
  const fits = q.rank === 4 && k.rank === 4 && b === kb && h === kh && d === kd;
  const masked = !keyMask || (keyMask.shape.join() === `${b},${keys}` && keyMask.dtype === "int32");
  const expected = "float32 q [B, Tq, H, D], k and v [B, Tk, H, D]; int32 keyMask [B, Tk]";
  const same = k.shape.join() === v.shape.join() && areFloat(q, k, v);
  checkShape(fits && same && masked, "attention", expected, { q, k, v, keyMask });
}

function checkAttrs({ queryOffset, keyLength, dropout }: AttentionAttrs, keys: number): void {
  const starts = Number.isInteger(queryOffset) && queryOffset >= 0;
  const ends = Number.isInteger(keyLength) && keyLength >= 0 && keyLength <= keys;
  const expected = `whole queryOffset ≥ 0, whole keyLength in 0 … ${keys}`;
  checkOption(starts && ends, "attention", expected, { queryOffset, keyLength });
  if (dropout) checkDropout("attention", dropout);
}
