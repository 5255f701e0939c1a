import { add, mul, sub, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Reached, Update, UpdateRule } from "./base-optimizer.ts";
import { type DecayRule, decays } from "./decay-rule.ts";

/** Options of stochastic gradient descent. */
export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly decay: DecayRule;
  readonly clipNorm: number | null;
}

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD (Sutskever et al. 2013, but the
 * learning rate stands outside of the average): g ← grad + weightDecay·p; m ← momentum·m + g;
 * p ← p − lr·m.
 */
export function sgdRule(options: SgdOptions): UpdateRule {
  const { momentum, weightDecay, clipNorm } = options;
  const isDecayed = decays(options.decay);
  const updateOne = ({ parameter, grad }: Reached, update: Update) => {
    const p = parameter.variable;
    let g: Tensor = update.gradScale === null ? grad : mul(grad, update.gradScale);
    if (weightDecay > 0 && isDecayed(parameter)) g = add(g, mul(p, weightDecay));
    if (momentum > 0) {
      const m = update.moments.get(parameter, "m");
      m.assign(add(mul(m, momentum), g));
      g = m;
    }
    p.assign(sub(p, mul(g, update.learningRate)));
  };
  return {
    name: "sgd",
    moments: momentum > 0 ? ["m"] : [],
    clipNorm,
    apply: (update) => {
      tidy(() => {
        for (const one of update.reached) updateOne(one, update);
      });
      return null;
    },
  };
}
