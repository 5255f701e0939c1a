import { adamUpdate } from "@gpt/ops";
import type { AdamVariant } from "./adam-variant.ts";
import type { Update, UpdateRule } from "./base-optimizer.ts";
import { type DecayRule, decays } from "./decay-rule.ts";

/** Options of all Adam variants. */
export interface AdamOptions {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decay: DecayRule;
  readonly clipNorm: number | null;
}

/** The update rule of an Adam variant: one call of the op `adamUpdate` for all parameters. */
export function adamRule(name: string, variant: AdamVariant, options: AdamOptions): UpdateRule {
  const { betas, epsilon, weightDecay, clipNorm } = options;
  const [beta1, beta2] = betas;
  const isDecayed = decays(options.decay);
  const apply = ({ reached, learningRate, step, gradScale, moments }: Update) => {
    const factors = variant(learningRate, beta1 ** step, beta2 ** step);
    const parameters = reached.map(({ parameter }) => parameter);
    return adamUpdate(
      parameters.map(({ variable }) => variable),
      reached.map(({ grad }) => grad),
      parameters.map((parameter) => moments.get(parameter, "m")),
      parameters.map((parameter) => moments.get(parameter, "v")),
      {
        beta1,
        beta2,
        epsilon,
        stepSize: factors.stepSize,
        denomScale: factors.denomScale,
        decay: parameters.map((p) => (isDecayed(p) ? factors.decayScale * weightDecay : 0)),
        gradScale,
      },
    );
  };
  return { name, moments: ["m", "v"], clipNorm, apply };
}
