import { checkInputs, mean, ratio } from "./inputs.ts";

/**
 * Pearson's correlation. -1 to 1; 0 where either side is constant, which other programs call NaN.
 *
 * @throws GptError `METRIC_INPUT`
 */
export function pearson(predicted: readonly number[], expected: readonly number[]): number {
  checkInputs(predicted, expected);
  if (new Set(predicted).size === 1 || new Set(expected).size === 1) return 0;
  const x = centred(predicted);
  const y = centred(expected);
  return ratio(dot(x, y), Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y)));
}

/** Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank. */
export function spearman(predicted: readonly number[], expected: readonly number[]): number {
  return pearson(ranks(predicted), ranks(expected));
}

function ranks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from] as number;
    let to = from;
    while (sorted[to + 1] === value) to++;
    rank.set(value, (from + to) / 2);
    from = to + 1;
  }
  return values.map((value) => rank.get(value) as number);
}

function centred(values: readonly number[]): number[] {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, at) => sum + value * (y[at] as number), 0);
}
