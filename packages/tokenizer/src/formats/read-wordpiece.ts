import { SpecialTokens } from "../special-tokens.ts";
import { WordPieceTokenizer } from "../wordpiece/wordpiece.ts";
import { piecesOf } from "./piece-list.ts";
import { readTemplate } from "./template-json.ts";
import { specialsOf, type TokenizerFile, unsupported } from "./tokenizer-json.ts";
import { vocabularyError } from "./vocabulary.ts";

/**
 * WordPiece from a `tokenizer.json`: BERT's normaliser and pre-tokenizer, pieces with `##`.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED`, `VOCABULARY_*`
 */
export function readWordPiece(file: TokenizerFile): WordPieceTokenizer {
  const { model } = file;
  const specials = specialsOf(file);
  const pieces = piecesOf(file, specials);
  if ((model.continuing_subword_prefix ?? "##") !== "##")
    throw unsupported("model.continuing_subword_prefix", String(model.continuing_subword_prefix));
  if (file.pre_tokenizer?.type !== "BertPreTokenizer")
    throw unsupported("pre_tokenizer", String(file.pre_tokenizer?.type));
  return new WordPieceTokenizer({
    pieces,
    specials: new SpecialTokens(specials),
    unknown: unknownId(pieces, model.unk_token ?? "[UNK]"),
    maxWordLength: Number(model.max_input_chars_per_word ?? 100),
    lowerCase: lowerCases(file),
    variant: model.gpt?.variant === "google" ? "google" : "hugging-face",
    template: readTemplate(file, specials),
    training: model.gpt?.training,
  });
}

/** The id of the unknown word. @throws GptError `VOCABULARY_INVALID` */
export function unknownId(pieces: readonly string[], name: unknown): number {
  const id = pieces.indexOf(String(name));
  if (id !== -1) return id;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source: "the vocabulary",
    message: `the unknown word ${JSON.stringify(name)} is not in it.`,
    expected: "a piece for words that cannot be pieced together",
    got: "none",
  });
}

/** BERT's normaliser as published, cased or uncased; nothing between. */
function lowerCases({ normalizer }: TokenizerFile): boolean {
  const options: { readonly [option: string]: unknown } = normalizer ?? {};
  const { lowercase, strip_accents, clean_text, handle_chinese_chars } = options;
  const plain = clean_text !== false && handle_chinese_chars !== false;
  const alike = (strip_accents ?? lowercase) === lowercase;
  if (normalizer?.type === "BertNormalizer" && plain && alike) return lowercase !== false;
  throw unsupported("normalizer", JSON.stringify(normalizer ?? null));
}
