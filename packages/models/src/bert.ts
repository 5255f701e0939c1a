import type { Initializer } from "@gpt/layers";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { Encoder } from "./encoder.ts";
import { checkHeads } from "./gpt.ts";
import type { MaskedModel } from "./model.ts";
import { BERT_NAMES } from "./names.ts";
import { dropoutOption, initStd, partOptions, sizeOptions } from "./options.ts";

const options = v.strictObject({
  ...sizeOptions({ vocabSize: 30522, contextLength: 512, nLayer: 12, nHead: 12, dModel: 768 }),
  /** Rows of the segment table. */
  segments: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 2),
  dropout: dropoutOption({ embedding: 0.1, attention: 0.1, residual: 0.1 }),
  ...partOptions({
    attention: { type: "full" },
    activation: { type: "gelu", form: "erf" },
    norm: { type: "layer-norm", epsilon: 1e-12 },
    block: { type: "post-norm" },
    position: { type: "learned" },
    head: { type: "mlm" },
  }),
  initStd,
});

/** BERT (Devlin et al. 2018): post-norm encoder, a norm after the embeddings, pooler, MLM and NSP. */
export const bertPlugin: AnyPlugin = definePlugin({
  kind: "model",
  name: "bert",
  description: "BERT: bidirectional encoder with masked-token and next-sentence heads.",
  options,
  create(options, context): MaskedModel {
    const { vocabSize, contextLength, nLayer, nHead, dModel, dropout, norm, activation } = options;
    checkHeads("bert", dModel, nHead);
    const weight: Initializer = { type: "truncated-normal", std: options.initStd };
    const initializers = { weight, residual: weight, token: weight, position: weight };
    const { position, segments, block, attention } = options;
    return new Encoder(context, {
      embedding: {
        vocabSize,
        contextLength,
        dModel,
        position,
        segments,
        scaled: false,
        norm,
        dropout: dropout.embedding,
        initializers,
      },
      stack: {
        nLayer,
        nHead,
        dModel,
        dFf: options.dFf || 4 * dModel,
        block,
        attention,
        norm,
        ffn: { type: "mlp", activation },
        finalNorm: false,
        qkvBias: true,
        outBias: true,
        dropout,
        initializers,
      },
      head: options.head,
      names: BERT_NAMES,
      activation,
    });
  },
});
