import { GptError, nearest, type PluginConfig } from "@gpt/registry";

type SizeRow = readonly [nLayer: number, dModel: number, nHead: number];

function gpt2([nLayer, dModel, nHead]: SizeRow): PluginConfig {
  return { type: "gpt2", nLayer, dModel, nHead };
}

function gpt3([nLayer, dModel, nHead]: SizeRow): PluginConfig {
  return { type: "gpt3", nLayer, dModel, nHead };
}

function bert(vocabSize: number, [nLayer, dModel, nHead]: SizeRow): PluginConfig {
  return { type: "bert", vocabSize, nLayer, dModel, nHead };
}

function transformer(
  vocabSize: number,
  [nLayer, dModel, nHead]: SizeRow,
  dropout = 0.1,
): PluginConfig {
  const rates = { embedding: dropout, attention: 0, residual: dropout };
  return { type: "transformer", vocabSize, nLayer, dModel, nHead, dropout: rates };
}

const BASE: SizeRow = [12, 768, 12];
const LARGE: SizeRow = [24, 1024, 16];
/** Sizes for one processor, with room for a vocabulary of a few hundred tokens. */
const NANO = { vocabSize: 512, contextLength: 128, nLayer: 4, nHead: 4, dModel: 128, dropout: 0 };

/**
 * Named configurations. GPT-3's XL and 13B differ from the printed Table 2.1, whose numbers cannot
 * be: heads of 128 need 16, and width 5120; Table D.1's parameter counts agree.
 */
export const presets: { readonly [name: string]: PluginConfig } = {
  gpt1: { type: "gpt1" },
  "gpt1-finetune-3-specials": { type: "gpt1", vocabSize: 40481 },
  "gpt2-small": gpt2(BASE),
  "gpt2-medium": gpt2(LARGE),
  "gpt2-large": gpt2([36, 1280, 20]),
  "gpt2-xl": gpt2([48, 1600, 25]),
  "gpt3-small": gpt3(BASE),
  "gpt3-medium": gpt3(LARGE),
  "gpt3-large": gpt3([24, 1536, 16]),
  "gpt3-xl": gpt3([24, 2048, 16]),
  "gpt3-2.7b": gpt3([32, 2560, 32]),
  "gpt3-6.7b": gpt3([32, 4096, 32]),
  "gpt3-13b": gpt3([40, 5120, 40]),
  "gpt3-175b": gpt3([96, 12288, 96]),
  "bert-base-uncased": bert(30522, BASE),
  "bert-base-cased": bert(28996, BASE),
  "bert-large-uncased": bert(30522, LARGE),
  "bert-large-cased": bert(28996, LARGE),
  "bert-tiny-uncased": bert(30522, [2, 128, 2]),
  "bert-mini-uncased": bert(30522, [4, 256, 4]),
  "bert-small-uncased": bert(30522, [4, 512, 8]),
  "bert-medium-uncased": bert(30522, [8, 512, 8]),
  "transformer-base-ende": transformer(37000, [6, 512, 8]),
  "transformer-big-ende": transformer(37000, [6, 1024, 16], 0.3),
  "transformer-base-enfr": transformer(32000, [6, 512, 8]),
  "transformer-big-enfr": transformer(32000, [6, 1024, 16]),
  "gpt1-nano": { type: "gpt1", ...NANO },
  "gpt2-nano": { type: "gpt2", ...NANO },
  "gpt3-nano": {
    type: "gpt3",
    ...NANO,
    attention: { type: "alternating", of: [{ type: "causal" }, { type: "banded", window: 32 }] },
  },
  "bert-nano": { type: "bert", ...NANO },
  "transformer-nano": { type: "transformer", ...NANO, nLayer: 2 },
};

/** The config of a preset. @throws GptError `UNKNOWN_PRESET` with the nearest name */
export function preset(name: string): PluginConfig {
  const config = presets[name];
  if (config !== undefined) return config;
  const near = nearest(name, Object.keys(presets));
  throw new GptError("UNKNOWN_PRESET", {
    message: `There is no preset "${name}".`,
    expected: `one of ${Object.keys(presets).join(", ")}`,
    got: name,
    help: near ? `did you mean "${near}"?` : "list them with `gpt list preset`",
  });
}
