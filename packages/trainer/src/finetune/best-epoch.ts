import type { ParameterValues, Prediction, TaskModel } from "@gpt/models";

/** An epoch, judged. */
export interface EpochResult {
  /** Counted from 1. */
  readonly epoch: number;
  /** Updates so far. */
  readonly step: number;
  /** Mean over the updates since the last judgement, the auxiliary loss in it. */
  readonly trainLoss: number;
  /** Mean task loss of the validation examples. */
  readonly validationLoss: number;
  readonly metric: number;
  /** Whether it is the best so far. */
  readonly best: boolean;
}

/** Keeps the weights of the epoch with the highest metric; of equals, of the first. */
export class BestEpoch {
  readonly epochs: EpochResult[] = [];
  best: EpochResult | null = null;
  /** Validation predictions of the best epoch. */
  predictions: readonly Prediction[] = [];
  readonly #model: TaskModel;
  #weights: readonly ParameterValues[] = [];

  constructor(model: TaskModel) {
    this.#model = model;
  }

  /** Judgements since the best one. */
  get stale(): number {
    return (
      this.epochs.length - 1 - this.epochs.findIndex(({ epoch }) => epoch === this.best?.epoch)
    );
  }

  /** Takes an epoch in. */
  async take(
    judged: Omit<EpochResult, "best">,
    predictions: readonly Prediction[],
  ): Promise<EpochResult> {
    const isBest = this.best === null || isBetter(judged.metric, this.best.metric);
    const result = { ...judged, best: isBest };
    this.epochs.push(result);
    if (isBest) {
      this.best = result;
      this.predictions = predictions;
      this.#weights = await this.#model.parameters.download();
    }
    return result;
  }

  /** Gives the model the best epoch's weights; without one it stays as it is. */
  restore(): void {
    for (const { name, values } of this.#weights) this.#model.parameters.assign(name, values);
  }
}

/** A metric that is not defined (NaN) is worse than any. */
function isBetter(metric: number, than: number): boolean {
  return metric > than || (Number.isNaN(than) && !Number.isNaN(metric));
}
