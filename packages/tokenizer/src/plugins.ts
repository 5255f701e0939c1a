import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import * as v from "valibot";
import { byteTokenizer } from "./byte.ts";
import type { TokenizerContext } from "./kind.ts";
import { gpt2Tokenizer } from "./published.ts";
import { GPT2_PATTERN } from "./split/gpt2.ts";
import { END_OF_TEXT } from "./tokenizer.ts";
import type { Texts } from "./train/texts.ts";
import { trainByteBpe } from "./train/train-byte-bpe.ts";
import { trainChar } from "./train/train-char.ts";

const specials = v.array(v.pipe(v.string(), v.nonEmpty()));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Characters of the training text. */
export const char: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "char",
  description: "One id for each character of the training text.",
  options: v.strictObject({
    unknown: v.optional(v.picklist(["error", "<unk>"]), "error"),
    specials: v.optional(specials, []),
  }),
  create: async (options, context) => trainChar(trainingText("char", context), options),
});

/** UTF-8 bytes. */
export const byte: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "byte",
  description: "The 256 bytes of UTF-8; nothing to train.",
  options: v.strictObject({ specials: v.optional(specials, [END_OF_TEXT]) }),
  create: async (options) => byteTokenizer(options),
});

/** Byte-level BPE, trained. */
export const byteBpe: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "byte-bpe",
  description: "Byte-level BPE as in GPT-2, trained on the text.",
  options: v.strictObject({
    vocabSize: count,
    minFrequency: v.optional(count, 2),
    pattern: v.optional(v.string(), GPT2_PATTERN),
    specials: v.optional(specials, [END_OF_TEXT]),
  }),
  create: async (options, context) => {
    const { onProgress } = context;
    const texts = trainingText("byte-bpe", context);
    return trainByteBpe(texts, { ...options, ...(onProgress && { onProgress }) });
  },
});

/** Byte-level BPE with the published vocabulary. */
export const gpt2: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "gpt2",
  description: "The published byte-level BPE of GPT-2 and GPT-3: 50,257 ids.",
  options: v.strictObject({}),
  create: () => gpt2Tokenizer(),
});

/** The tokenizers of this package. */
export const tokenizerPlugins: readonly AnyPlugin[] = [char, byte, byteBpe, gpt2];

function trainingText(name: string, { texts }: TokenizerContext): Texts {
  if (texts !== undefined) return texts();
  throw new GptError("TRAINING_TEXT_MISSING", {
    message: `The tokenizer "${name}" learns its vocabulary from text, and there is none.`,
    expected: "training text in the context (texts)",
    got: "none",
    help: 'give the training data, load a saved tokenizer.json, or take "gpt2" or "byte"',
  });
}
