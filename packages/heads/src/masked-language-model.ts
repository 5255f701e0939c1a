import { applyActivation, Linear, linearNames, ZEROS } from "@gpt/layers";
import { crossEntropy, linearCrossEntropy } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import { add, reshape, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { HeadContext, PretrainingHead, TokenHead } from "./head.ts";
import { rows, tiedLogits } from "./language-model.ts";

/**
 * BERT's pre-training head (Devlin et al. 2018, §3.1): masked tokens through dense, activation, norm,
 * the transposed token table and a bias for each token; the next sentence through a dense layer on
 * the pooled vector. Published names (`cls.…`).
 */
export const maskedLanguageModelPlugin: AnyPlugin = definePlugin({
  kind: "head",
  name: "mlm",
  description: "Predicts masked tokens, and whether the second sentence follows the first.",
  options: v.strictObject({ nextSentence: v.optional(v.boolean(), true) }),
  create({ nextSentence }, context): TokenHead | PretrainingHead {
    const tokens = createMaskedHead(context);
    return nextSentence ? { ...tokens, ...createNextSentence(context) } : tokens;
  },
});

function createMaskedHead(context: HeadContext): TokenHead {
  const { registry, table, dModel, vocabSize, initializer } = context;
  const scope = context.scope.scope("cls.predictions");
  const dense = new Linear(scope, {
    inFeatures: dModel,
    outFeatures: dModel,
    initializer,
    names: linearNames("transform.dense"),
  });
  const normScope = scope.scope("transform.LayerNorm");
  const norm = registry.create("norm", context.norm, { scope: normScope, size: dModel });
  const activation = registry.create("activation", context.activation, {});
  const bias = scope.declare("bias", [vocabSize], ZEROS);
  const transform = (x: Tensor) => norm.apply(applyActivation(activation, dense.apply(x)));
  return {
    logits: (hidden) => add(tiedLogits(transform(hidden), table.variable), bias.variable),
    loss: (hidden, targets) =>
      linearCrossEntropy(transform(rows(hidden)), table.variable, reshape(targets, [-1]), {
        bias: bias.variable,
      }),
  };
}

function createNextSentence(
  context: HeadContext,
): Pick<PretrainingHead, "nextSentenceLogits" | "nextSentenceLoss"> {
  const output = new Linear(context.scope, {
    inFeatures: context.dModel,
    outFeatures: 2,
    initializer: context.initializer,
    names: linearNames("cls.seq_relationship"),
  });
  return {
    nextSentenceLogits: (pooled) => output.apply(pooled),
    nextSentenceLoss: (pooled, labels) => crossEntropy(output.apply(pooled), labels) as Scalar,
  };
}
