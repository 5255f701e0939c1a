import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { areFloat, checkOption, checkShape } from "./check.ts";
import {
  type CrossEntropyAttrs,
  reduceLosses,
  rowGradients,
  rowLosses,
  rowScale,
} from "./cross-entropy-reference.ts";
import { defineOp, type OpDefinition, runOp, runOp1 } from "./dispatch.ts";

/** Kernel `GptCrossEntropyGrad`: logits, targets, lse, dy → dlogits. */
export const CROSS_ENTROPY_GRAD: OpDefinition<CrossEntropyAttrs> = defineOp({
  name: "GptCrossEntropyGrad",
  reference: ({ logits, targets, lse, dy }, attrs) => {
    const scale = rowScale(targets as Tensor, dy as Tensor, attrs);
    return [rowGradients(logits as Tensor2D, targets as Tensor1D, lse as Tensor, scale, attrs)];
  },
});

/** Kernel `GptCrossEntropy`: logits `[N, V]`, targets `[N]` → loss (scalar or `[N]`), lse `[N]`. */
export const CROSS_ENTROPY: OpDefinition<CrossEntropyAttrs> = defineOp({
  name: "GptCrossEntropy",
  reference: ({ logits, targets }, attrs) => {
    const { losses, lse } = rowLosses(logits as Tensor2D, targets as Tensor1D, attrs);
    return [reduceLosses(losses, targets as Tensor, attrs), lse];
  },
  gradient: {
    inputsToSave: ["logits", "targets"],
    outputsToSave: [false, true],
    takesAbsent: true,
    gradFunc: (dys, [logits, targets, lse], attrs) => {
      const inputs = { logits, targets, lse, dy: (dys as Tensor[])[0] };
      const typed = attrs as unknown as CrossEntropyAttrs;
      return { logits: () => runOp1(CROSS_ENTROPY_GRAD, inputs, typed) };
    },
  },
});

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Targets with this value carry no loss. @default -100 */
  readonly ignoreIndex?: number;
  /** Probability mass taken from the target, in [0, 1). @default 0 */
  readonly labelSmoothing?: number;
  /**
   * Who gets that mass: all V tokens (`torch`), or the V − 1 others, and the entropy of the smoothed
   * target is subtracted (`t2t`, Tensor2Tensor). @default "torch"
   */
  readonly smoothing?: "torch" | "t2t";
  /** Mean over targets that carry loss (0 if none does), sum, or one loss a row. @default "mean" */
  readonly reduction?: "mean" | "sum" | "none";
}

/** Kernel attributes of options, for a vocabulary of V tokens. */
export function crossEntropyAttrs(options: CrossEntropyOptions, vocab: number): CrossEntropyAttrs {
  const { ignoreIndex = -100, labelSmoothing: s = 0, reduction = "mean" } = options;
  checkOption(s >= 0 && s < 1, "crossEntropy", "labelSmoothing in [0, 1)", { labelSmoothing: s });
  if (s === 0) return { ignoreIndex, reduction, confidence: 1, low: 0, offset: 0 };
  if ((options.smoothing ?? "torch") === "torch") {
    return { ignoreIndex, reduction, confidence: 1 - s + s / vocab, low: s / vocab, offset: 0 };
  }
  const low = vocab > 1 ? s / (vocab - 1) : 0;
  const entropy = -((1 - s) * Math.log(1 - s) + (vocab - 1) * low * Math.log(low + 1e-20));
  return { ignoreIndex, reduction, confidence: 1 - s, low, offset: entropy };
}

/**
 * −log softmax(logits)[target], averaged.
 *
 * @param logits `[N, V]`
 * @param targets int32 `[N]`
 * @returns a scalar in nats; `[N]` with reduction `none`
 * @throws GptError `OP_SHAPE`, `OP_OPTION`
 */
export function crossEntropy(
  logits: Tensor,
  targets: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const fits = logits.rank === 2 && targets.rank === 1 && logits.shape[0] === targets.shape[0];
  const typed = areFloat(logits) && targets.dtype === "int32";
  checkShape(fits && typed, "crossEntropy", "logits [N, V] float32, targets [N] int32", {
    logits,
    targets,
  });
  const attrs = crossEntropyAttrs(options, logits.shape[1] as number);
  return runOp(CROSS_ENTROPY, { logits, targets }, attrs)[0] as Tensor;
}
