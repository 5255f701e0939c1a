import type { CrossEntropyOptions } from "@gpt/ops";
import { type Array64, get, rowsAndColumns, zeros } from "./array.ts";

/** Probability that the smoothed target gives to each of V tokens. */
function wanted(target: number, vocab: number, options: CrossEntropyOptions): number[] {
  const { labelSmoothing: s = 0, smoothing = "torch" } = options;
  const others = smoothing === "torch" ? s / vocab : s / (vocab - 1);
  const own = smoothing === "torch" ? 1 - s + others : 1 - s;
  return Array.from({ length: vocab }, (_, token) => (token === target ? own : others));
}

/** log softmax of row n. */
function logSoftmax(logits: Array64, n: number): number[] {
  const [, vocab] = rowsAndColumns(logits);
  const row = Array.from({ length: vocab }, (_, token) => get(logits, n * vocab + token));
  const top = row.reduce((a, b) => Math.max(a, b));
  const lse = top + Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0));
  return row.map((value) => value - lse);
}

/** −Σ wanted·log p; for T2T less the entropy of `wanted`, its least possible value. */
function rowLoss(logits: Array64, n: number, target: number, options: CrossEntropyOptions): number {
  const [, vocab] = rowsAndColumns(logits);
  const goal = wanted(target, vocab, options);
  const logp = logSoftmax(logits, n);
  const cross = goal.reduce((sum, p, token) => (p === 0 ? sum : sum - p * (logp[token] ?? 0)), 0);
  if (!options.labelSmoothing || options.smoothing !== "t2t") return cross;
  return cross - goal.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** What each row's loss counts for: 0 where ignored, 1/(rows with loss) in a mean. */
function rowWeights(targets: readonly number[], options: CrossEntropyOptions): number[] {
  const { ignoreIndex = -100, reduction = "mean" } = options;
  const valid = targets.filter((target) => target !== ignoreIndex).length;
  const weight = reduction === "mean" ? 1 / Math.max(1, valid) : 1;
  return targets.map((target) => (target === ignoreIndex ? 0 : weight));
}

/** Loss: a scalar, or `[N]` without reduction. */
export function crossEntropyForward(
  logits: Array64,
  targets: readonly number[],
  options: CrossEntropyOptions,
): Array64 {
  const losses = rowWeights(targets, options).map((weight, n) =>
    weight === 0 ? 0 : weight * rowLoss(logits, n, targets[n] ?? 0, options),
  );
  if (options.reduction === "none")
    return { shape: [losses.length], data: Float64Array.from(losses) };
  return { shape: [], data: Float64Array.of(losses.reduce((sum, loss) => sum + loss, 0)) };
}

/** Gradient of the logits. */
export function crossEntropyBackward(
  logits: Array64,
  targets: readonly number[],
  dy: Array64,
  options: CrossEntropyOptions,
): Array64 {
  const [, vocab] = rowsAndColumns(logits);
  const dlogits = zeros(logits.shape);
  rowWeights(targets, options).forEach((weight, n) => {
    if (weight === 0) return;
    const slope = weight * get(dy, options.reduction === "none" ? n : 0);
    const goal = wanted(targets[n] ?? 0, vocab, options);
    logSoftmax(logits, n).forEach((logp, token) => {
      dlogits.data[n * vocab + token] = slope * (Math.exp(logp) - (goal[token] ?? 0));
    });
  });
  return dlogits;
}
