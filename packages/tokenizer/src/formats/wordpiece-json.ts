import type { TokenizerJson } from "../tokenizer.ts";
import type { WordPieceParts } from "../wordpiece/wordpiece.ts";
import { huggingFaceJson, idsOf } from "./hugging-face.ts";

/** A WordPiece tokenizer as Hugging Face's `tokenizer.json`, as BERT's stands on its hub. */
export function wordPieceJson(parts: WordPieceParts): TokenizerJson {
  const { pieces, training } = parts;
  return huggingFaceJson({
    specials: parts.specials,
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: parts.lowerCase,
    },
    preTokenizer: { type: "BertPreTokenizer" },
    template: parts.template,
    decoder: { type: "WordPiece", prefix: "##", cleanup: false },
    model: {
      type: "WordPiece",
      unk_token: pieces[parts.unknown] as string,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: parts.maxWordLength,
      vocab: idsOf(pieces),
    },
    gpt: {
      type: "wordpiece",
      variant: parts.variant,
    },
    training,
  });
}
