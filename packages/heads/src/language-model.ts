import { Linear, linearNames } from "@gpt/layers";
import { crossEntropy, linearCrossEntropy } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import { matMul, reshape, type Scalar, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { HeadContext, TokenHead } from "./head.ts";

const smoothing = {
  /** Probability mass taken from the target. */
  labelSmoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0),
  /** Who gets it: all tokens (`torch`) or all others (`t2t`). */
  smoothing: v.optional(v.picklist(["torch", "t2t"]), "torch"),
};

interface OutputOptions {
  readonly tied: boolean;
  readonly labelSmoothing: number;
  readonly smoothing: "torch" | "t2t";
}

/**
 * Logits over the vocabulary. Tied: x·tableᵀ, the token table serving twice (Press & Wolf 2017); its
 * loss never holds all logits at once.
 */
function createTokenHead(options: OutputOptions, context: HeadContext): TokenHead {
  const loss = { labelSmoothing: options.labelSmoothing, smoothing: options.smoothing };
  if (options.tied) return tiedHead(context, loss);
  const output = new Linear(context.scope, {
    inFeatures: context.dModel,
    outFeatures: context.vocabSize,
    bias: false,
    initializer: context.initializer,
    names: linearNames("lm_head"),
  });
  return {
    logits: (hidden) => output.apply(hidden),
    loss: (hidden, targets) =>
      crossEntropy(output.apply(rows(hidden)), reshape(targets, [-1]), loss) as Scalar,
  };
}

type Smoothing = Pick<OutputOptions, "labelSmoothing" | "smoothing">;

function tiedHead({ table }: HeadContext, loss: Smoothing): TokenHead {
  return {
    logits: (hidden) => tiedLogits(hidden, table.variable),
    loss: (hidden, targets) =>
      linearCrossEntropy(rows(hidden), table.variable, reshape(targets, [-1]), loss),
  };
}

/** hidden·tableᵀ: `[..., C]` → `[..., V]`. */
export function tiedLogits(hidden: Tensor, table: Tensor): Tensor {
  const product = matMul(rows(hidden), table as Tensor2D, false, true); // [N, V]
  return reshape(product, [...hidden.shape.slice(0, -1), table.shape[0] as number]);
}

/** `[B, T, C]` → `[B·T, C]`. */
export function rows(hidden: Tensor): Tensor2D {
  return reshape(hidden, [-1, hidden.shape.at(-1) as number]);
}

/** Next-token prediction (GPT-1 §3.1). */
export const languageModelPlugin: AnyPlugin = definePlugin({
  kind: "head",
  name: "lm",
  description: "Predicts the next token.",
  options: v.strictObject({ tied: v.optional(v.boolean(), true), ...smoothing }),
  create: (options, context) => createTokenHead(options, context),
});

/** Output layer of the original Transformer: tied, with label smoothing 0.1 (Vaswani et al. §5.4). */
export const seq2seqPlugin: AnyPlugin = definePlugin({
  kind: "head",
  name: "seq2seq",
  description: "Predicts the next target token; label smoothing by default.",
  options: v.strictObject({
    tied: v.optional(v.boolean(), true),
    ...smoothing,
    labelSmoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.1),
  }),
  create: (options, context) => createTokenHead(options, context),
});
