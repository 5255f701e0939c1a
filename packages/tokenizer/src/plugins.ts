import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import * as v from "valibot";
import { byteTokenizer } from "./byte.ts";
import { BERT_SPECIALS } from "./formats/vocab-txt.ts";
import { GPT1_SPECIALS } from "./gpt1/specials.ts";
import type { TokenizerContext } from "./kind.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { CL100K_PATTERN } from "./split/cl100k.ts";
import { GPT2_PATTERN } from "./split/gpt2.ts";
import { O200K_PATTERN } from "./split/o200k.ts";
import { END_OF_TEXT } from "./tokenizer.ts";
import type { Texts } from "./train/texts.ts";
import { trainByteBpe } from "./train/train-byte-bpe.ts";
import { trainChar } from "./train/train-char.ts";
import { trainGpt1Bpe, trainSharedBpe } from "./train/train-word-bpe.ts";
import { trainWordPiece } from "./train/train-wordpiece.ts";

const specials = v.array(v.pipe(v.string(), v.nonEmpty()));
/** Names that may stand for a pre-token pattern. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  ["gpt2", GPT2_PATTERN],
  ["cl100k", CL100K_PATTERN],
  ["o200k", O200K_PATTERN],
]);

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
    pattern: v.optional(v.string(), "gpt2"),
    specials: v.optional(specials, [END_OF_TEXT]),
  }),
  create: async (options, context) => {
    const pattern = PATTERNS.get(options.pattern) ?? options.pattern;
    return trainByteBpe(...training("byte-bpe", { ...options, pattern }, context));
  },
});

/** WordPiece, trained. */
export const wordpiece: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "wordpiece",
  description: "WordPiece as in BERT, trained on the text.",
  options: v.strictObject({
    vocabSize: count,
    minFrequency: v.optional(count, 2),
    lowerCase: v.optional(v.boolean(), true),
    form: v.optional(v.picklist(["likelihood", "frequency"]), "likelihood"),
    variant: v.optional(v.picklist(["google", "hugging-face"]), "google"),
    specials: v.optional(specials, [...BERT_SPECIALS]),
  }),
  create: async (options, context) => trainWordPiece(...training("wordpiece", options, context)),
});

/** GPT-1's BPE, trained. */
export const gpt1Bpe: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "gpt1-bpe",
  description: "BPE over lower-case words as in GPT-1, trained on the text.",
  options: v.strictObject({
    vocabSize: count,
    minFrequency: v.optional(count, 2),
    specials: v.optional(specials, [...GPT1_SPECIALS]),
  }),
  create: async (options, context) => trainGpt1Bpe(...training("gpt1-bpe", options, context)),
});

/** BPE shared by two languages, trained. */
export const sharedBpe: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "shared-bpe",
  description: "BPE over words with one vocabulary for both languages, as in the Transformer.",
  options: v.strictObject({
    vocabSize: count,
    minFrequency: v.optional(count, 2),
    specials: v.optional(specials, ["<unk>", "<pad>", "<s>", "</s>"]),
  }),
  create: async (options, context) => trainSharedBpe(...training("shared-bpe", options, context)),
});

/** Byte-level BPE with the published vocabulary of GPT-2. */
export const gpt2: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "gpt2",
  description: "The published byte-level BPE of GPT-2 and GPT-3: 50,257 ids.",
  options: v.strictObject({}),
  create: () => gpt2Tokenizer(),
});

/** Byte-level BPE with the published vocabulary of GPT-3.5 and GPT-4. */
export const cl100k: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "cl100k",
  description: "The published byte-level BPE of GPT-3.5 and GPT-4: 100,277 ids.",
  options: v.strictObject({}),
  create: () => cl100kTokenizer(),
});

/** Byte-level BPE with the published vocabulary of GPT-4o. */
export const o200k: AnyPlugin = definePlugin({
  kind: "tokenizer",
  name: "o200k",
  description: "The published byte-level BPE of GPT-4o: 200,019 ids.",
  options: v.strictObject({}),
  create: () => o200kTokenizer(),
});

/** The tokenizers of this package. */
export const tokenizerPlugins: readonly AnyPlugin[] = [
  char,
  byte,
  byteBpe,
  wordpiece,
  gpt1Bpe,
  sharedBpe,
  gpt2,
  cl100k,
  o200k,
];

/** What a trainer takes: the text, and the options with the callback of the context. */
function training<T>(
  name: string,
  options: T,
  context: TokenizerContext,
): [Texts, T & Pick<TokenizerContext, "onProgress">] {
  const { onProgress } = context;
  return [trainingText(name, context), { ...options, ...(onProgress && { onProgress }) }];
}

function trainingText(name: string, { texts }: TokenizerContext): Texts {
  if (texts !== undefined) return texts();
  throw new GptError("TRAINING_TEXT_MISSING", {
    message: `The tokenizer "${name}" learns its vocabulary from text, and there is none.`,
    expected: "training text in the context (texts)",
    got: "none",
    help: 'give the training data, load a saved tokenizer.json, or take "gpt2" or "byte"',
  });
}
