import { GptError } from "@gpt/registry";
import { checkInputs, harmonic, ratio } from "./inputs.ts";

/** Share of predictions that are right. 0 to 1. @throws GptError `METRIC_INPUT` */
export function accuracy(predicted: readonly number[], expected: readonly number[]): number {
  checkInputs(predicted, expected);
  return predicted.filter((value, at) => value === expected[at]).length / expected.length;
}

/** Precision, recall and their harmonic mean. */
export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * F1 of one class against all others; 0 where the class is neither predicted nor there.
 *
 * @param positive index of the class
 * @throws GptError `METRIC_INPUT`
 */
export function f1(
  predicted: readonly number[],
  expected: readonly number[],
  positive = 1,
): PrecisionRecall {
  checkInputs(predicted, expected);
  const count = (values: readonly number[]) => values.filter((value) => value === positive).length;
  const hits = predicted.filter((value, at) => value === positive && expected[at] === positive);
  const precision = ratio(hits.length, count(predicted));
  const recall = ratio(hits.length, count(expected));
  return { precision, recall, f1: harmonic(precision, recall) };
}

/**
 * Matthews correlation, for any number of classes (Gorodkin 2004). -1 to 1; 0 where either side has
 * one class alone.
 *
 * @throws GptError `METRIC_INPUT`
 */
export function matthews(predicted: readonly number[], expected: readonly number[]): number {
  checkInputs(predicted, expected);
  const total = expected.length;
  const right = predicted.filter((value, at) => value === expected[at]).length;
  const classes = new Set([...predicted, ...expected]);
  let covariance = right * total;
  let predictedVariance = total ** 2;
  let expectedVariance = total ** 2;
  for (const label of classes) {
    const guessed = predicted.filter((value) => value === label).length;
    const actual = expected.filter((value) => value === label).length;
    covariance -= guessed * actual;
    predictedVariance -= guessed ** 2;
    expectedVariance -= actual ** 2;
  }
  return ratio(covariance, Math.sqrt(predictedVariance * expectedVariance));
}

/**
 * How often each class was taken for each: row = what was expected, column = what was predicted.
 *
 * @param classes how many there are
 * @throws GptError `METRIC_INPUT`, also for an index that is no class
 */
export function confusionMatrix(
  predicted: readonly number[],
  expected: readonly number[],
  classes: number,
): number[][] {
  checkInputs(predicted, expected);
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (const [at, label] of expected.entries()) {
    const row = rowOf(matrix, label);
    const column = predicted[at] as number;
    rowOf(matrix, column);
    row[column] = (row[column] as number) + 1;
  }
  return matrix;
}

function rowOf(matrix: readonly number[][], label: number): number[] {
  const row = matrix[label];
  if (row !== undefined) return row;
  throw new GptError("METRIC_INPUT", {
    message: "A label is not the index of a class.",
    expected: `0 to ${matrix.length - 1}`,
    got: String(label),
    help: "count classes from 0, and give how many there are",
  });
}
