import type { Json } from "@gpt/registry";

/** Lowest validation loss so far, and where. */
interface Best {
  readonly loss: number;
  readonly step: number;
}

/**
 * Where a run stands, as plain JSON: everything besides weights and optimizer moments that the
 * next step depends on. There is no generator state in it: random numbers are addressed by seed and
 * step, so the step is their state.
 */
export interface Progress {
  /** Optimizer updates done. */
  readonly step: number;
  readonly tokens: number;
  /** Run time over all sessions. */
  readonly seconds: number;
  readonly best: Best | null;
  /** Validations since the best one. */
  readonly stale: number;
  /** Step of the last validation; 0 before the first. */
  readonly validatedAt: number;
  /** Position of the data stream. */
  readonly data: Json;
}

/** Takes a validation loss in: it is the new best, or one more without improvement. */
export function judged(progress: Progress, loss: number): Progress & { readonly isBest: boolean } {
  const isBest = progress.best === null || loss < progress.best.loss;
  return {
    ...progress,
    validatedAt: progress.step,
    best: isBest ? { loss, step: progress.step } : progress.best,
    stale: isBest ? 0 : progress.stale + 1,
    isBest,
  };
}
