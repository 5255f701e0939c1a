import { type AttentionCall, type AttentionPart, patternPart } from "@gpt/attention";
import { type AnyPlugin, definePlugin, Registry } from "@gpt/registry";
import {
  keep,
  matMul,
  mean,
  mul,
  softmax,
  type Tensor,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import * as v from "valibot";

/** Writes down where full attention looks. */
export interface AttentionProbe {
  /** Models of this registry are watched; otherwise it is the one that was given. */
  readonly registry: Registry;
  /**
   * The weights of every call of full attention while `work` goes on, `[B, Tq, Tk]`, mean over the heads.
   * The caller disposes them.
   */
  record(work: () => void): Tensor[];
}

/**
 * A registry whose attention variant "full" can be watched. Weights are computed a second time, since a
 * fused kernel never has them; masks are not applied, so give one sequence without padding.
 */
export function attentionProbe(registry: Registry): AttentionProbe {
  let seen: Tensor[] | null = null;
  const watched = (): AttentionPart => {
    const part = patternPart({ type: "full" });
    return {
      ...part,
      apply(q, k, value, call) {
        seen?.push(attentionWeights(q, k, call));
        return part.apply(q, k, value, call);
      },
    };
  };
  const full: AnyPlugin = definePlugin({
    kind: "attention",
    name: "full",
    description: "Every query sees every key, and is watched.",
    options: v.strictObject({}),
    create: watched,
  });
  const others = registry
    .list()
    .filter(({ kind, name }) => kind !== "attention" || name !== "full");
  return {
    registry: new Registry().register(...others, full),
    record(work) {
      seen = [];
      tidy(work);
      const found = seen;
      seen = null;
      return found;
    },
  };
}

/** softmax(q·kᵀ · scale), mean over the heads: `[B, T, H, D]` twice → `[B, Tq, Tk]`. */
function attentionWeights(q: Tensor, k: Tensor, { scale }: AttentionCall): Tensor {
  return keep(
    tidy(() => {
      const heads = (x: Tensor) => transpose(x, [0, 2, 1, 3]); // [B, H, T, D]
      const factor = scale ?? 1 / Math.sqrt(q.shape[3] as number);
      const scores = mul(matMul(heads(q), heads(k), false, true), factor); // [B, H, Tq, Tk]
      return mean(softmax(scores), 1);
    }),
  );
}
