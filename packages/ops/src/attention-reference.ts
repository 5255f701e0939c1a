import {
  add,
  cast,
  div,
  exp,
  log,
  matMul,
  max,
  maximum,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import type { AttentionAttrs } from "./attention.ts";
import { dropoutFactors } from "./dropout.ts";
import { additiveMask, HIDDEN } from "./mask-cache.ts";

type Named = { readonly [name: string]: Tensor };

/** `[B, T, H, D]` ↔ `[B, H, T, D]`. */
function swapTimeAndHead(x: Tensor): Tensor4D {
  return transpose(x as Tensor4D, [0, 2, 1, 3]);
}

/** Scaled, masked scores `[B, H, Tq, Tk]`; q is in head-major order. */
function scores(
  q: Tensor4D,
  k: Tensor4D,
  keyMask: Tensor | undefined,
  attrs: AttentionAttrs,
): Tensor {
  const [batch, heads, queries] = q.shape;
  const keys = k.shape[2];
  const raw = matMul(mul(q, attrs.scale) as Tensor4D, k, false, true);
  const { queryOffset, keyLength } = attrs;
  const mask = additiveMask(attrs.pattern, { queries, keys, heads, queryOffset, keyLength });
  const causal = mask ? add(raw, tensor(mask.values, [1, mask.heads, queries, keys])) : raw;
  if (!keyMask) return causal;
  const hidden = mul(sub(1, reshape(cast(keyMask, "float32"), [batch, 1, 1, keys])), HIDDEN);
  return maximum(add(causal, hidden), HIDDEN);
}

/** Dropout factors `[B, H, Tq, Tk]`, or nothing. */
function factors(shape: readonly number[], attrs: AttentionAttrs): Tensor | undefined {
  if (!attrs.dropout) return undefined;
  const [b, h, tq, tk] = shape as [number, number, number, number];
  return tensor(dropoutFactors(b * h * tq * tk, attrs.dropout), [b, h, tq, tk]);
}

/** Forward: → out `[B, Tq, H, D]`, lse `[B, H, Tq]`. A row without keys gives zeros. */
export function attentionReference({ q, k, v, keyMask }: Named, attrs: AttentionAttrs): Tensor[] {
  const s = scores(swapTimeAndHead(q as Tensor), swapTimeAndHead(k as Tensor), keyMask, attrs);
  const top = maximum(max(s, -1, true), HIDDEN / 10); // a row without keys: every exp() below is 0
  const weights = exp(sub(s, top));
  const total = maximum(sum(weights, -1, true), 1e-30);
  const drop = factors(s.shape, attrs);
  const kept = drop ? mul(weights, drop) : weights;
  const out = div(matMul(kept as Tensor4D, swapTimeAndHead(v as Tensor)), total);
  const lse = reshape(add(log(total), top), s.shape.slice(0, 3));
  return [swapTimeAndHead(out), lse];
}

/** Backward: q, k, v, out, lse, dy → dq, dk, dv. Weights are computed again from lse. */
export function attentionGradReference(inputs: Named, attrs: AttentionAttrs): Tensor[] {
  const [q, k, v, out, dy] = ["q", "k", "v", "out", "dy"].map((name) =>
    swapTimeAndHead(inputs[name] as Tensor),
  ) as [Tensor4D, Tensor4D, Tensor4D, Tensor4D, Tensor4D];
  const s = scores(q, k, inputs.keyMask, attrs);
  const lse = reshape(inputs.lse as Tensor, [...s.shape.slice(0, 3), 1]);
  const weights = exp(sub(s, lse)) as Tensor4D; // [B, H, Tq, Tk]
  const drop = factors(s.shape, attrs);
  const kept = (drop ? mul(weights, drop) : weights) as Tensor4D;
  const dv = matMul(kept, dy, true, false);
  const dKept = matMul(dy, v, false, true);
  const dWeights = drop ? mul(dKept, drop) : dKept;
  const inner = sum(mul(dy, out), -1, true); // [B, H, Tq, 1]
  const ds = mul(mul(weights, sub(dWeights, inner)), attrs.scale) as Tensor4D;
  return [matMul(ds, k), matMul(ds, q, true, false), dv].map(swapTimeAndHead);
}
