import type { Json } from "@gpt/registry";
import { WORD_END } from "../bpe/word-bpe.ts";
import type { TokenizerJson } from "../tokenizer.ts";
import type { WordBpeParts } from "../word-bpe-tokenizer.ts";
import { bpeModel, huggingFaceJson, idsOf } from "./hugging-face.ts";

/** Shared BPE as Hugging Face's `tokenizer.json`: words at white space, BPE with `</w>`. */
export function sharedBpeJson(parts: WordBpeParts): TokenizerJson {
  return json(parts, "shared-bpe", null, { type: "WhitespaceSplit" });
}

/**
 * GPT-1's as Hugging Face's `tokenizer.json`. They have neither ftfy nor spaCy: their own GPT-1
 * tokenizer takes BERT's cleaning and splitting instead, and so does this file when they read it.
 */
export function gpt1Json(parts: WordBpeParts): TokenizerJson {
  const normalizer = {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  };
  return json(parts, "gpt1-bpe", normalizer, { type: "BertPreTokenizer" });
}

function json(
  parts: WordBpeParts,
  type: string,
  normalizer: Json,
  preTokenizer: Json,
): TokenizerJson {
  const { pieces, rules, unknown, training, template } = parts;
  return huggingFaceJson({
    specials: parts.specials,
    normalizer,
    preTokenizer,
    ...(template && { template }),
    decoder: { type: "BPEDecoder", suffix: WORD_END },
    model: bpeModel(rules, (id) => pieces[id] as string, {
      unk_token: unknown === null ? null : (pieces[unknown] as string),
      end_of_word_suffix: WORD_END,
      vocab: idsOf(pieces),
    }),
    gpt: { type },
    training,
  });
}
