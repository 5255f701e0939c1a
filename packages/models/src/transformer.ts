import type { StackOptions } from "@gpt/layers";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { EncoderDecoder } from "./encoder-decoder.ts";
import { checkHeads } from "./gpt.ts";
import type { Seq2SeqModel } from "./model.ts";
import { TRANSFORMER_NAMES } from "./names.ts";
import { dropoutOption, partOptions, sizeOptions } from "./options.ts";

const options = v.strictObject({
  ...sizeOptions({ vocabSize: 37000, contextLength: 512, nLayer: 6, nHead: 8, dModel: 512 }),
  /** Layers of the decoder; 0 stands for nLayer. */
  nDecoderLayer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  dropout: dropoutOption({ embedding: 0.1, attention: 0, residual: 0.1 }),
  ...partOptions({
    attention: { type: "causal" },
    activation: { type: "relu" },
    norm: { type: "layer-norm", epsilon: 1e-6 },
    block: { type: "post-norm" },
    position: { type: "sinusoidal" },
    head: { type: "seq2seq" },
  }),
  /** Biases of the four attention projections; the paper has none. */
  attentionBias: v.optional(v.boolean(), false),
  finalNorm: v.optional(v.boolean(), false),
});

/**
 * The original Transformer (Vaswani et al. 2017): post-norm encoder and decoder, one table for source,
 * target and output, sinusoidal positions, Glorot-uniform matrices. `attention` is the decoder's
 * self-attention; the encoder sees everything.
 */
export const transformerPlugin: AnyPlugin = definePlugin({
  kind: "model",
  name: "transformer",
  description: "The original Transformer: encoder and decoder.",
  options,
  create(options, context): Seq2SeqModel {
    const { vocabSize, contextLength, nHead, dModel, dropout, norm, activation } = options;
    checkHeads("transformer", dModel, nHead);
    const token = { type: "normal", std: dModel ** -0.5 } as const;
    const glorot = { type: "glorot-uniform" } as const;
    const encoder: StackOptions = {
      nLayer: options.nLayer,
      nHead,
      dModel,
      dFf: options.dFf || 4 * dModel,
      block: options.block,
      attention: { type: "full" },
      norm,
      ffn: { type: "mlp", activation },
      finalNorm: options.finalNorm,
      qkvBias: options.attentionBias,
      outBias: options.attentionBias,
      dropout,
      initializers: { weight: glorot, residual: glorot },
    };
    const nLayer = options.nDecoderLayer || options.nLayer;
    return new EncoderDecoder(context, {
      embedding: {
        vocabSize,
        contextLength,
        dModel,
        position: options.position,
        segments: 0,
        scaled: true,
        norm: null,
        dropout: dropout.embedding,
        initializers: { token, position: token },
      },
      encoder,
      decoder: { ...encoder, nLayer, attention: options.attention },
      head: options.head,
      names: TRANSFORMER_NAMES,
      activation,
    });
  },
});
