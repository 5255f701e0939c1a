import { GptError } from "@gpt/registry";

/**
 * Refuses what no metric can be computed from.
 *
 * @throws GptError `METRIC_INPUT`
 */
export function checkInputs(predicted: readonly unknown[], expected: readonly unknown[]): void {
  if (predicted.length === expected.length && expected.length > 0) return;
  throw new GptError("METRIC_INPUT", {
    message: "A metric needs one prediction for each of its examples, and at least one.",
    expected: expected.length > 0 ? `${expected.length} predictions` : "at least one example",
    got: `${predicted.length} predictions for ${expected.length} examples`,
    help: "score a whole validation set at once, in its order",
  });
}

/** A quotient that is 0 where there is nothing to divide by, as in scikit-learn. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Mean of numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Harmonic mean of precision and recall. */
export function harmonic(precision: number, recall: number): number {
  return ratio(2 * precision * recall, precision + recall);
}
