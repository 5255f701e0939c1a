import type { Array64 } from "./oracle/array.ts";
import type { Answer } from "./run-case.ts";

/**
 * How far answers are from the oracle's: for each, the norm of the difference relative to the norm
 * of what is wanted; the largest of them. Where something is almost or exactly zero because terms
 * cancel, a tenth of the largest answer's size counts instead. NaN stays NaN.
 *
 * @throws Error if the answers' number or shapes differ
 */
export function relativeError(got: readonly Answer[], want: readonly Array64[]): number {
  if (got.length !== want.length) throw new Error(`${got.length} answers, not ${want.length}`);
  const floor = 0.1 * Math.max(...want.map((array) => rootMeanSquare(array.data)));
  const errors = got.map((answer, n) => {
    const array = want[n] as Array64;
    if (answer.shape.join() !== array.shape.join()) {
      throw new Error(`${answer.name} has shape [${answer.shape}], not [${array.shape}]`);
    }
    const difference = array.data.map((value, at) => value - (answer.data[at] as number));
    const size = Math.max(rootMeanSquare(array.data), floor) || 1;
    return rootMeanSquare(difference) / size;
  });
  return errors.some(Number.isNaN) ? Number.NaN : Math.max(0, ...errors);
}

function rootMeanSquare(data: Float64Array): number {
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / Math.max(1, data.length));
}

/** Whether two runs gave the same bits. */
export function bitwiseEqual(first: readonly Answer[], second: readonly Answer[]): boolean {
  const bits = (answer: Answer | undefined) =>
    new Uint32Array(answer?.data.buffer ?? new ArrayBuffer(0)).join();
  return first.every((answer, n) => bits(answer) === bits(second[n]));
}
