import type { DropoutSpec, Pattern } from "@gpt/ops";
import { type Array64, type Arrays, get, increase, need, zeros } from "./array.ts";
import { dropoutFactor } from "./dropout.ts";
import { visibleKeys } from "./visible-keys.ts";

/** What the oracle is told besides q, k and v. */
export interface AttentionQuestion {
  readonly pattern: Pattern;
  readonly scale?: number;
  /** Per sequence and key, 1 = visible, `[B·Tk]`. */
  readonly keyMask?: readonly number[];
  readonly queryOffset?: number;
  readonly keyLength?: number;
  readonly dropout?: DropoutSpec;
}

/** One row of weights: visible keys with their probability and dropout factor. */
interface Row {
  readonly queryAt: number;
  readonly keys: readonly { readonly at: number; readonly p: number; readonly factor: number }[];
}

/** Forward: q `[B, Tq, H, D]`, k and v `[B, Tk, H, D]` → `[B, Tq, H, D]`. */
export function attentionForward(inputs: Arrays, question: AttentionQuestion): Array64 {
  const [q, v] = [need(inputs, "q"), need(inputs, "v")];
  const out = zeros(q.shape);
  const width = q.shape[3] ?? 0;
  for (const { queryAt, keys } of rows(inputs, question)) {
    for (const { at, p, factor } of keys) {
      for (let d = 0; d < width; d++) increase(out, queryAt + d, p * factor * get(v, at + d));
    }
  }
  return out;
}

/** Gradients of q, k and v. */
export function attentionBackward(
  inputs: Arrays,
  dy: Array64,
  question: AttentionQuestion,
): Arrays {
  const [q, k, v] = [need(inputs, "q"), need(inputs, "k"), need(inputs, "v")];
  const [dq, dk, dv] = [zeros(q.shape), zeros(k.shape), zeros(v.shape)];
  const width = q.shape[3] ?? 0;
  const scale = question.scale ?? 1 / Math.sqrt(width);
  for (const { queryAt, keys } of rows(inputs, question)) {
    const dp = keys.map(({ at, factor }) => factor * dot(dy, queryAt, v, at, width));
    const mean = keys.reduce((sum, { p }, n) => sum + p * (dp[n] ?? 0), 0);
    keys.forEach(({ at, p, factor }, n) => {
      const ds = p * ((dp[n] ?? 0) - mean) * scale;
      for (let d = 0; d < width; d++) {
        increase(dv, at + d, p * factor * get(dy, queryAt + d));
        increase(dq, queryAt + d, ds * get(k, at + d));
        increase(dk, at + d, ds * get(q, queryAt + d));
      }
    });
  }
  return { q: dq, k: dk, v: dv };
}

/** All rows of weights; a query that sees no key has an empty one. */
function rows(inputs: Arrays, question: AttentionQuestion): Row[] {
  const [b = 0, tq = 0, h = 0] = need(inputs, "q").shape;
  const result: Row[] = [];
  for (let batch = 0; batch < b; batch++) {
    for (let head = 0; head < h; head++) {
      for (let i = 0; i < tq; i++) result.push(row(inputs, question, batch, head, i));
    }
  }
  return result;
}

function row(inputs: Arrays, ask: AttentionQuestion, batch: number, head: number, i: number): Row {
  const [q, k] = [need(inputs, "q"), need(inputs, "k")];
  const [, tq = 0, h = 0, width = 0] = q.shape;
  const tk = k.shape[1] ?? 0;
  const queryAt = ((batch * tq + i) * h + head) * width;
  const keyAt = (j: number) => ((batch * tk + j) * h + head) * width;
  const position = i + (ask.queryOffset ?? 0);
  const keys = visibleKeys(ask.pattern, position, head, ask.keyLength ?? tk).filter(
    (j) => ask.keyMask === undefined || ask.keyMask[batch * tk + j] === 1,
  );
  const scale = ask.scale ?? 1 / Math.sqrt(width);
  const scores = keys.map((j) => scale * dot(q, queryAt, k, keyAt(j), width));
  const top = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  const factor = (j: number) =>
    ask.dropout ? dropoutFactor(((batch * h + head) * tq + i) * tk + j, ask.dropout) : 1;
  return {
    queryAt,
    keys: keys.map((j, n) => ({
      at: keyAt(j),
      p: Math.exp((scores[n] ?? 0) - top) / total,
      factor: factor(j),
    })),
  };
}

function dot(a: Array64, aAt: number, b: Array64, bAt: number, width: number): number {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += get(a, aAt + d) * get(b, bAt + d);
  return sum;
}
