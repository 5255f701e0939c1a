import type { EmbeddingNames, Initializer, StackNames } from "@gpt/layers";
import { type AnyPlugin, definePlugin, GptError, type PluginConfig } from "@gpt/registry";
import * as v from "valibot";
import { Decoder, type DecoderAssembly } from "./decoder.ts";
import type { CausalModel } from "./model.ts";
import { GPT_NEO_NAMES, GPT1_NAMES, GPT2_NAMES } from "./names.ts";
import {
  type DropoutRates,
  dropoutOption,
  initStd,
  partOptions,
  type Sizes,
  sizeOptions,
} from "./options.ts";

/** What tells the GPT family's members apart. */
interface GptFamily {
  readonly name: string;
  readonly description: string;
  readonly sizes: Sizes;
  readonly dropout: DropoutRates;
  readonly attention: PluginConfig;
  readonly block: "pre-norm" | "post-norm";
  readonly names: { readonly embedding: EmbeddingNames; readonly stack: StackNames };
  /** Biases of the query, key and value projections. */
  readonly qkvBias: boolean;
  /** Factor of q·k where it is not 1/sqrt(d_head). */
  readonly scale?: number;
  /** Whether matrices that write to the residual stream start smaller, by 1/sqrt(2·nLayer). */
  readonly scaledResidual: boolean;
}

const TENTH: DropoutRates = { embedding: 0.1, attention: 0.1, residual: 0.1 };
const NONE: DropoutRates = { embedding: 0, attention: 0, residual: 0 };
const GPT2_SMALL: Sizes = {
  vocabSize: 50257,
  contextLength: 1024,
  nLayer: 12,
  nHead: 12,
  dModel: 768,
};

/** Dense layers at even depths, banded ones at odd (GPT-3 §2.1; order and width are our choice). */
const DENSE_AND_BANDED: PluginConfig = {
  type: "alternating",
  of: [{ type: "causal" }, { type: "banded", window: 256 }],
};

function gptPlugin(family: GptFamily): AnyPlugin {
  return definePlugin({
    kind: "model",
    name: family.name,
    description: family.description,
    options: v.strictObject({
      ...sizeOptions(family.sizes),
      dropout: dropoutOption(family.dropout),
      ...partOptions({
        attention: family.attention,
        activation: { type: "gelu", form: "tanh" },
        norm: { type: "layer-norm", epsilon: 1e-5 },
        block: { type: family.block },
        position: { type: "learned" },
        head: { type: "lm" },
      }),
      finalNorm: v.optional(v.boolean(), family.block === "pre-norm"),
      initStd,
    }),
    create: (options, context): CausalModel => new Decoder(context, assemble(family, options)),
  });
}

interface GptOptions extends Sizes {
  readonly dFf: number;
  readonly dropout: DropoutRates;
  readonly attention: PluginConfig;
  readonly activation: PluginConfig;
  readonly norm: PluginConfig;
  readonly block: PluginConfig;
  readonly position: PluginConfig;
  readonly head: PluginConfig;
  readonly finalNorm: boolean;
  readonly initStd: number;
}

function assemble(family: GptFamily, options: GptOptions): DecoderAssembly {
  const { vocabSize, contextLength, nLayer, nHead, dModel, dropout, norm, activation } = options;
  checkHeads(family.name, dModel, nHead);
  const weight: Initializer = { type: "normal", std: options.initStd };
  const shrink = family.scaledResidual ? 1 / Math.sqrt(2 * nLayer) : 1;
  return {
    embedding: {
      vocabSize,
      contextLength,
      dModel,
      position: options.position,
      segments: 0,
      scaled: false,
      norm: null,
      dropout: dropout.embedding,
      initializers: { token: weight, position: weight },
    },
    stack: {
      nLayer,
      nHead,
      dModel,
      dFf: options.dFf || 4 * dModel,
      block: options.block,
      attention: options.attention,
      norm,
      ffn: { type: "mlp", activation },
      finalNorm: options.finalNorm,
      qkvBias: family.qkvBias,
      outBias: true,
      scale: family.scale,
      dropout,
      initializers: { weight, residual: { type: "normal", std: options.initStd * shrink } },
    },
    head: options.head,
    names: family.names,
    activation,
  };
}

/** Refuses a width that heads cannot share. @throws GptError `MODEL_HEADS` */
export function checkHeads(model: string, dModel: number, nHead: number): void {
  if (dModel % nHead === 0) return;
  throw new GptError("MODEL_HEADS", {
    message: `${model}: the heads cannot share the width evenly.`,
    expected: "dModel divisible by nHead",
    got: `dModel ${dModel}, nHead ${nHead}`,
    help: `for example dModel ${nHead * Math.max(1, Math.round(dModel / nHead))}`,
  });
}

/** GPT-1 (Radford et al. 2018): post-norm, no norm at the end. */
export const gpt1Plugin: AnyPlugin = gptPlugin({
  name: "gpt1",
  description: "GPT-1: post-norm decoder.",
  sizes: { ...GPT2_SMALL, vocabSize: 40478, contextLength: 512 },
  dropout: TENTH,
  attention: { type: "causal" },
  block: "post-norm",
  names: GPT1_NAMES,
  qkvBias: true,
  scaledResidual: false,
});

/** GPT-2 (Radford et al. 2019, §2.3): pre-norm, a norm at the end, smaller residual weights. */
export const gpt2Plugin: AnyPlugin = gptPlugin({
  name: "gpt2",
  description: "GPT-2: pre-norm decoder.",
  sizes: GPT2_SMALL,
  dropout: TENTH,
  attention: { type: "causal" },
  block: "pre-norm",
  names: GPT2_NAMES,
  qkvBias: true,
  scaledResidual: true,
});

/** GPT-3 (Brown et al. 2020, §2.1): GPT-2 with alternating dense and banded attention. */
export const gpt3Plugin: AnyPlugin = gptPlugin({
  name: "gpt3",
  description: "GPT-3: GPT-2 with alternating dense and banded attention.",
  sizes: { ...GPT2_SMALL, contextLength: 2048 },
  dropout: NONE,
  attention: DENSE_AND_BANDED,
  block: "pre-norm",
  names: GPT2_NAMES,
  qkvBias: true,
  scaledResidual: true,
});

/** GPT-Neo (Black et al. 2021), for its checkpoints: scores are not scaled, no biases on q, k, v. */
export const gptNeoPlugin: AnyPlugin = gptPlugin({
  name: "gpt-neo",
  description: "GPT-Neo: as GPT-3, with unscaled attention scores.",
  sizes: { ...GPT2_SMALL, contextLength: 2048 },
  dropout: NONE,
  attention: DENSE_AND_BANDED,
  block: "pre-norm",
  names: GPT_NEO_NAMES,
  qkvBias: false,
  scale: 1,
  scaledResidual: false,
});
