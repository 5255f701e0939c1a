import type { AttentionCall, AttentionPart } from "@gpt/attention";
import { dropout } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import {
  add,
  matMul,
  mul,
  softmax,
  type Tensor,
  type Tensor4D,
  tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import * as v from "valibot";

const HIDDEN = -1e30;

/** Slope of a head (§3): a geometric sequence from 2^(−8/n) to 2^−8, times `strength`. */
function slope(head: number, heads: number, strength: number): number {
  return strength * 2 ** ((-8 * (head + 1)) / heads);
}

/** −slope·distance where a query sees a key, hidden elsewhere: `[1, H, Tq, Tk]`. */
function distances(
  [heads, queries, keys]: readonly [number, number, number],
  call: AttentionCall,
  strength: number,
): Tensor {
  const { queryOffset = 0, keyLength = keys } = call;
  const bias = new Float32Array(heads * queries * keys);
  let at = 0;
  for (let head = 0; head < heads; head++) {
    for (let i = queryOffset; i < queryOffset + queries; i++) {
      for (let j = 0; j < keys; j++) {
        const seen = j <= i && j < keyLength;
        bias[at++] = seen ? slope(head, heads, strength) * (j - i) : HIDDEN;
      }
    }
  }
  return tensor(bias, [1, heads, queries, keys]);
}

/** Attention with linear biases (Press et al. 2022), causal. Padding masks are not supported. */
function alibi(strength: number): AttentionPart {
  return {
    pattern: null,
    apply(q, k, v, call) {
      const [queries, keys, values] = [q, k, v].map((x) =>
        transpose(x as Tensor4D, [0, 2, 1, 3]),
      ) as [Tensor4D, Tensor4D, Tensor4D]; // [B, H, T, D]
      const [, heads, time, width] = queries.shape;
      const scale = call.scale ?? 1 / Math.sqrt(width);
      const scores = mul(matMul(queries, keys, false, true), scale);
      const biased = add(scores, distances([heads, time, keys.shape[2]], call, strength));
      const weights = dropout(softmax(biased), call.dropout ?? null);
      return transpose(matMul(weights as Tensor4D, values), [0, 2, 1, 3]);
    },
  };
}

/** What `--plugin` registers. */
export const plugins: readonly AnyPlugin[] = [
  definePlugin({
    kind: "attention",
    name: "alibi",
    description: "Scores fall linearly with distance; no positions needed.",
    options: v.strictObject({ strength: v.optional(v.pipe(v.number(), v.gtValue(0)), 1) }),
    create: ({ strength }) => alibi(strength),
  }),
];
