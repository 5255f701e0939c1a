import { GptError } from "@gpt/registry";

/** The error for a step that made something NaN or infinite: the weights are spoilt. */
export function notFinite(step: number, what: string, value: number): GptError {
  return new GptError("LOSS_NOT_FINITE", {
    message: `Training broke at step ${step}: the ${what} is ${value}.`,
    expected: `a finite ${what}`,
    got: String(value),
    help:
      "the last checkpoint is from before this step; resume it with a lower learning rate, " +
      "a longer warm-up or gradient clipping",
  });
}
