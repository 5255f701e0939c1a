import type { CrossEntropyAttrs } from "@gpt/ops";
import { GptError } from "@gpt/registry";
import type { Numerics } from "../numerics/numerics.ts";

/** Rows of logits `[count, vocab]` and their targets. */
export interface LogitRows {
  readonly logits: Float32Array;
  readonly targets: Int32Array;
  readonly vocab: number;
}

/** Fills losses (0 where ignored) and lse; `space` takes one row. */
export function rowLosses(
  numerics: Numerics,
  { logits, targets, vocab }: LogitRows,
  attrs: CrossEntropyAttrs,
  space: Float32Array,
  losses: Float32Array,
  lse: Float32Array,
): void {
  const { confidence, low, offset } = attrs;
  targets.forEach((target, row) => {
    const at = row * vocab;
    const top = numerics.max(logits, at, vocab);
    const total = top + Math.log(numerics.expSum(logits, at, vocab, 1, top, space, 0));
    lse[row] = total;
    losses[row] = 0;
    if (target === attrs.ignoreIndex) return;
    checkTarget(target, vocab);
    const hit = (confidence - low) * (logits[at + target] as number);
    const spread = low === 0 ? 0 : low * sum(logits, at, vocab);
    losses[row] = total - hit - spread - offset;
  });
}

/** gradients ← scale[row]·(softmax − wanted); may be the logits themselves. */
export function rowGradients(
  numerics: Numerics,
  { logits, targets, vocab }: LogitRows,
  attrs: CrossEntropyAttrs,
  lse: Float32Array,
  scale: Float64Array,
  gradients: Float32Array,
): void {
  const { confidence, low } = attrs;
  targets.forEach((target, row) => {
    const at = row * vocab;
    if (target === attrs.ignoreIndex) {
      gradients.fill(0, at, at + vocab);
      return;
    }
    checkTarget(target, vocab);
    numerics.expSum(logits, at, vocab, 1, lse[row] as number, gradients, at);
    if (low !== 0) for (let i = at; i < at + vocab; i++) (gradients[i] as number) -= low;
    (gradients[at + target] as number) -= confidence - low;
    numerics.scale(gradients, at, vocab, scale[row] as number, gradients);
  });
}

/** What each row's loss counts for in the reduced loss, times dy. */
export function rowScale(
  targets: Int32Array,
  dy: Float32Array,
  { reduction, ignoreIndex }: CrossEntropyAttrs,
): Float64Array {
  const share = reduction === "mean" ? 1 / countValid(targets, ignoreIndex) : 1;
  return Float64Array.from(targets, (_, row) => share * (dy[dy.length === 1 ? 0 : row] as number));
}

/** Writes the losses, or their sum or mean; of no losses 0. */
export function reduceLosses(
  losses: Float32Array,
  targets: Int32Array,
  { reduction, ignoreIndex }: CrossEntropyAttrs,
  loss: Float32Array,
): void {
  if (reduction === "none") {
    loss.set(losses);
    return;
  }
  const total = sum(losses, 0, losses.length);
  loss[0] = reduction === "mean" ? total / countValid(targets, ignoreIndex) : total;
}

function countValid(targets: Int32Array, ignoreIndex: number): number {
  let count = 0;
  for (const target of targets) if (target !== ignoreIndex) count++;
  return Math.max(count, 1);
}

function sum(x: Float32Array, at: number, count: number): number {
  let total = 0;
  for (let i = at; i < at + count; i++) total += x[i] as number;
  return total;
}

function checkTarget(target: number, vocab: number): void {
  if (target >= 0 && target < vocab) return;
  throw new GptError("ID_OUT_OF_RANGE", {
    message: "A target is not in the vocabulary.",
    expected: `0 to ${vocab - 1}, or the index that is ignored`,
    got: String(target),
    help: "check that the data were encoded with the tokenizer that the model was made for",
  });
}
