/** What a metric says of a set of predictions. */
export interface MetricScore {
  /** The number that counts; more is better. */
  readonly value: number;
  /** Further numbers, by name. */
  readonly details?: { readonly [name: string]: number };
  /** How it was computed, where that is not one way. */
  readonly signature?: string;
}

/** A metric over numbers: indices of classes, or scores. */
export interface NumberMetric {
  readonly name: string;
  readonly input: "numbers";
  /** Largest possible value. */
  readonly best: number;
  /** @throws GptError `METRIC_INPUT` */
  score(predicted: readonly number[], expected: readonly number[]): MetricScore;
}

/** A metric over sentences of tags, by name. */
export interface TagMetric {
  readonly name: string;
  readonly input: "tags";
  readonly best: number;
  /** @throws GptError `METRIC_INPUT` */
  score(
    predicted: readonly (readonly string[])[],
    expected: readonly (readonly string[])[],
  ): MetricScore;
}

/** A metric over texts, each with the texts that count as right. */
export interface TextMetric {
  readonly name: string;
  readonly input: "texts";
  readonly best: number;
  /** @throws GptError `METRIC_INPUT` */
  score(predicted: readonly string[], expected: readonly (readonly string[])[]): MetricScore;
}

/** A metric: what it reads says which of the three it is. */
export type Metric = NumberMetric | TagMetric | TextMetric;

declare module "@gpt/registry" {
  interface Kinds {
    metric: { product: Metric; context: object };
  }
}
