/** The numbers in which the published Adams differ, for one update. */
interface AdamFactors {
  /** Factor of the direction m / (denomScale·sqrt(v) + epsilon). */
  readonly stepSize: number;
  /** Factor of sqrt(v). */
  readonly denomScale: number;
  /** Share of its value that a parameter loses for each unit of `weightDecay`. */
  readonly decayScale: number;
}

/** An Adam variant: learning rate, β₁ᵗ, β₂ᵗ → factors. */
export type AdamVariant = (lr: number, beta1Power: number, beta2Power: number) => AdamFactors;

/**
 * Adam with decoupled decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2),
 * as torch.optim.AdamW: both moments are bias-corrected, epsilon is added to the corrected root.
 */
export const decoupled: AdamVariant = (lr, beta1Power, beta2Power) => ({
  stepSize: lr / (1 - beta1Power),
  denomScale: 1 / Math.sqrt(1 - beta2Power),
  decayScale: lr,
});

/**
 * GPT-1's release: the correction is part of the step size, so epsilon is added to the uncorrected
 * root, and the decay is corrected too.
 */
export const gpt1: AdamVariant = (lr, beta1Power, beta2Power) => {
  const stepSize = (lr * Math.sqrt(1 - beta2Power)) / (1 - beta1Power);
  return { stepSize, denomScale: 1, decayScale: stepSize };
};

/** BERT's release: no bias correction at all. */
export const bert: AdamVariant = (lr) => ({ stepSize: lr, denomScale: 1, decayScale: lr });
