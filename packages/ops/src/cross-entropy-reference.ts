import {
  add,
  cast,
  div,
  exp,
  log,
  max,
  maximum,
  mul,
  notEqual,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { oneHotRows } from "./one-hot.ts";

/** Attributes of the cross-entropy kernels. */
export interface CrossEntropyAttrs {
  /** Targets with this value carry no loss. */
  readonly ignoreIndex: number;
  /** Probability wanted of the target. */
  readonly confidence: number;
  /** Probability wanted of every other token. */
  readonly low: number;
  /** Subtracted from every row's loss: the entropy of the smoothed target (T2T), or 0. */
  readonly offset: number;
  /** What becomes of the rows' losses. */
  readonly reduction: "mean" | "sum" | "none";
}

/** 1 where a row carries loss, `[N]`. */
function validRows(targets: Tensor, ignoreIndex: number): Tensor {
  return cast(notEqual(targets, ignoreIndex), "float32");
}

/** Loss `[N]` (0 where ignored) and log-sum-exp `[N]` of rows of logits. */
export function rowLosses(
  logits: Tensor2D,
  targets: Tensor1D,
  attrs: CrossEntropyAttrs,
): { readonly losses: Tensor; readonly lse: Tensor } {
  const { confidence, low, offset } = attrs;
  const top = max(logits, 1, true);
  const lse = reshape(add(log(sum(exp(sub(logits, top)), 1, true)), top), [-1]); // [N]
  const hot = targetMatrix(logits, targets); // [N, V]
  const hit = mul(confidence - low, sum(mul(hot, logits), 1));
  const spread = low === 0 ? hit : add(hit, mul(low, sum(logits, 1)));
  const losses = mul(sub(sub(lse, spread), offset), validRows(targets, attrs.ignoreIndex));
  return { losses, lse };
}

/** Gradient of the logits `[N, V]`, where row n's loss counts `rowScale[n]` times. */
export function rowGradients(
  logits: Tensor2D,
  targets: Tensor1D,
  lse: Tensor,
  rowScale: Tensor,
  attrs: CrossEntropyAttrs,
): Tensor2D {
  const { confidence, low } = attrs;
  const probabilities = exp(sub(logits, reshape(lse, [-1, 1])));
  const wanted = add(mul(targetMatrix(logits, targets), confidence - low), low);
  const scale = mul(rowScale, validRows(targets, attrs.ignoreIndex));
  return mul(sub(probabilities, wanted), reshape(scale, [-1, 1]));
}

/** What each row's loss counts for in the reduced loss; dy is a scalar, or `[N]` for `none`. */
export function rowScale(targets: Tensor, dy: Tensor, attrs: CrossEntropyAttrs): Tensor {
  if (attrs.reduction !== "mean") return mul(validRows(targets, attrs.ignoreIndex), dy);
  const valid = validRows(targets, attrs.ignoreIndex);
  return mul(valid, mul(dy, reciprocalCount(valid)));
}

/** The reduced loss of rows' losses. */
export function reduceLosses(losses: Tensor, targets: Tensor, attrs: CrossEntropyAttrs): Tensor {
  if (attrs.reduction === "none") return losses;
  const total = sum(losses);
  if (attrs.reduction === "sum") return total;
  return mul(total, reciprocalCount(validRows(targets, attrs.ignoreIndex)));
}

/** 1 / number of rows with loss; 1 where there is none, so that the mean of nothing is 0. */
function reciprocalCount(valid: Tensor): Tensor {
  return div(1, maximum(sum(valid), 1));
}

function targetMatrix(logits: Tensor2D, targets: Tensor1D): Tensor2D {
  const inRange = cast(maximum(targets, 0), "int32"); // ignored ones are negative
  return oneHotRows(inRange, logits.shape[1]);
}
