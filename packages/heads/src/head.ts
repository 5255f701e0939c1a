import type { Initializer, Parameter, ParameterScope } from "@gpt/layers";
import type { PluginConfig, Registry } from "@gpt/registry";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/** What a head is made with. */
export interface HeadContext {
  readonly registry: Registry;
  readonly scope: ParameterScope;
  /** The trunk's token table `[V, C]`, to tie to. */
  readonly table: Parameter;
  readonly dModel: number;
  readonly vocabSize: number;
  /** First values of matrices. */
  readonly initializer: Initializer;
  /** The trunk's norm and activation, for heads that have layers of their own. */
  readonly norm: PluginConfig;
  readonly activation: PluginConfig;
}

/** A head that scores tokens at every position. */
export interface TokenHead {
  /** `[..., C]` → `[..., V]`. */
  logits(hidden: Tensor): Tensor;
  /** Mean over positions whose target is not -100; hidden `[B, T, C]`, targets int32 `[B, T]`. */
  loss(hidden: Tensor, targets: Tensor): Scalar;
}

/** A head on top of an encoder with a pooled first position. */
export interface PretrainingHead extends TokenHead {
  /** Next-sentence logits `[B, 2]` from the pooled vector `[B, C]`; class 0 = is next. */
  nextSentenceLogits(pooled: Tensor): Tensor;
  /** Mean next-sentence loss; labels int32 `[B]`. */
  nextSentenceLoss(pooled: Tensor, labels: Tensor): Scalar;
}

declare module "@gpt/registry" {
  interface Kinds {
    head: { product: TokenHead; context: HeadContext };
  }
}

/** Whether a head also predicts the next sentence. */
export function isPretrainingHead(head: TokenHead): head is PretrainingHead {
  return "nextSentenceLoss" in head;
}
