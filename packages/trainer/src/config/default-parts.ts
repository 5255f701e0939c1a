import { preset } from "@gpt/models";
import type { Json, PluginConfig, Registry } from "@gpt/registry";

/** What a model is trained for: next tokens, masked tokens and next sentences, translations. */
export type Objective = "clm" | "mlm" | "seq2seq";

/** The parts of a run that may be left out. */
export interface Parts {
  readonly model: PluginConfig;
  readonly tokenizer: PluginConfig;
  readonly data: PluginConfig;
  readonly optimizer: PluginConfig;
  readonly schedule: PluginConfig;
  /** Newest checkpoints to keep, see the run's configuration. */
  readonly keepCheckpoints: number;
}

/** Objectives of the built-in families that are not left-to-right. */
const OBJECTIVES: ReadonlyMap<string, Objective> = new Map([
  ["bert", "mlm"],
  ["transformer", "seq2seq"],
]);

/** What masked models need besides the text's own tokens. */
const MASKING_SPECIALS = ["<|endoftext|>", "[PAD]", "[CLS]", "[SEP]", "[MASK]"];

/** What encoder-decoders need besides the texts' own tokens. */
const PAIR_SPECIALS = ["<pad>", "<s>", "</s>"];

/**
 * What a model is trained for.
 *
 * @param model a part of kind "model", or a preset's name
 * @throws GptError `UNKNOWN_PRESET`
 */
export function objectiveOf(registry: Registry, model: PluginConfig): Objective {
  return OBJECTIVES.get(expandPreset(registry, model).type) ?? "clm";
}

/**
 * The parts of a run where nothing is said: a small GPT-2 on generated tales, or what suits the model. A
 * masked model gets the special tokens that it needs. An encoder-decoder reverses sequences of bytes, or
 * has byte-level BPE over both languages of a translation, and the paper's optimizer and schedule; the
 * peak is the paper's for its width, reached ten times sooner (Vaswani et al. 2017, §5.3), and its last
 * five checkpoints are kept to be averaged (§6.1).
 *
 * @throws GptError `UNKNOWN_PRESET`
 */
export function defaultParts(
  registry: Registry,
  model: PluginConfig = { type: "gpt2-nano" },
  data?: PluginConfig,
): Parts {
  const parts: Parts = {
    model,
    tokenizer: bpe(512, ["<|endoftext|>"]),
    data: { type: "tales" },
    optimizer: { type: "adamw" },
    schedule: { type: "cosine" },
    keepCheckpoints: 0,
  };
  switch (objectiveOf(registry, model)) {
    case "clm":
      return parts;
    case "mlm":
      return { ...parts, tokenizer: bpe(512, MASKING_SPECIALS) };
    case "seq2seq": {
      const { dModel = 512 } = expandPreset(registry, model);
      const isToy = data === undefined || data.type === "toy-pairs";
      return {
        ...parts,
        tokenizer: isToy ? { type: "byte" } : bpe(2000, PAIR_SPECIALS),
        data: { type: "toy-pairs" },
        optimizer: { type: "adam" },
        schedule: { type: "noam", warmup: 400, learningRate: (4000 * Number(dModel)) ** -0.5 },
        keepCheckpoints: 5,
      };
    }
  }
}

/**
 * `{ type: preset, …options }` as the preset's configuration with those options changed.
 *
 * @throws GptError `UNKNOWN_PRESET`
 */
export function expandPreset(registry: Registry, config: PluginConfig): PluginConfig {
  const { type, ...changes } = config;
  if (registry.has("model", type)) return config;
  return { ...preset(type), ...(changes as { [option: string]: Json }) };
}

function bpe(vocabSize: number, specials: string[]): PluginConfig {
  return { type: "byte-bpe", vocabSize, specials };
}
