/** A class or a choice. */
export interface ClassPrediction {
  readonly type: "class";
  /** Index of the most likely one. */
  readonly label: number;
  readonly probabilities: readonly number[];
}

/** A number. */
export interface ScorePrediction {
  readonly type: "score";
  readonly score: number;
}

/** A tag for every word. */
export interface TagsPrediction {
  readonly type: "tags";
  readonly tags: readonly number[];
}

/** An answer in a passage. */
export interface SpanPrediction {
  readonly type: "span";
  /** Empty: there is no answer. */
  readonly text: string;
  /** Where it stands in the passage, in UTF-16 units; both 0 without an answer. */
  readonly start: number;
  readonly end: number;
  /** Start logit + end logit of the best span; −∞ where no span is possible. */
  readonly score: number;
  /** The same of position 0, its smallest over the windows (SQuAD 2.0's "no answer"). */
  readonly nullScore: number;
}

/** What a task head says about an example. */
export type Prediction = ClassPrediction | ScorePrediction | TagsPrediction | SpanPrediction;

/** The class of highest probability, from logits. */
export function classPrediction(logits: ArrayLike<number>): ClassPrediction {
  const scores = Array.from(logits);
  const top = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  return { type: "class", label: scores.indexOf(top), probabilities };
}
