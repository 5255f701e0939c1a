import { SpecialTokens } from "../special-tokens.ts";
import { BARE } from "../template.ts";
import type { BertVariant } from "../wordpiece/basic-words.ts";
import { WordPieceTokenizer } from "../wordpiece/wordpiece.ts";
import { fileText } from "./file-text.ts";
import { unknownId } from "./read-wordpiece.ts";
import { vocabularyError } from "./vocabulary.ts";

/** What `vocab.txt` does not say itself. */
export interface VocabTxtOptions {
  /** Lower-case and strip accents, as BERT's uncased models. @default true */
  readonly lowerCase?: boolean;
  /**
   * Whose details hold: Google's (words of up to 200 characters, private-use and unassigned
   * characters are text, a final sigma) or Hugging Face's (100, they are dropped, none).
   *
   * @default "google"
   */
  readonly variant?: BertVariant;
}

/** Special tokens of BERT's vocabularies. */
export const BERT_SPECIALS: readonly string[] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/**
 * WordPiece from BERT's `vocab.txt`, its text or its bytes: a piece a line, its number the id.
 *
 * @throws GptError `FILE_NOT_UTF8`, `VOCABULARY_DUPLICATE`, `VOCABULARY_INVALID` where a line is empty or `[UNK]`
 *   is missing
 */
export function wordPieceFromVocab(
  contents: string | Uint8Array,
  { lowerCase = true, variant = "google" }: VocabTxtOptions = {},
): WordPieceTokenizer {
  const pieces = lines(fileText(contents, "vocab.txt"));
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const specials = new Map(
    BERT_SPECIALS.filter((name) => ids.has(name)).map((name) => [name, ids.get(name) as number]),
  );
  return new WordPieceTokenizer({
    pieces,
    specials: new SpecialTokens(specials),
    unknown: unknownId(pieces, "[UNK]"),
    maxWordLength: variant === "google" ? 200 : 100,
    lowerCase,
    variant,
    template: bertTemplate(specials),
  });
}

/** [CLS] A [SEP] B [SEP], where the vocabulary has both. */
export function bertTemplate(specials: ReadonlyMap<string, number>): typeof BARE {
  const [cls, sep] = [specials.get("[CLS]"), specials.get("[SEP]")];
  if (cls === undefined || sep === undefined) return BARE;
  return { start: [cls], middle: [sep], end: [sep] };
}

function lines(text: string): string[] {
  const pieces = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (pieces.at(-1) === "") pieces.pop();
  const seen = new Set<string>();
  pieces.forEach((piece, index) => {
    if (piece !== "" && !seen.has(piece)) {
      seen.add(piece);
      return;
    }
    throw vocabularyError({
      code: piece === "" ? "VOCABULARY_INVALID" : "VOCABULARY_DUPLICATE",
      source: "vocab.txt",
      message: `line ${index + 1} is ${piece === "" ? "empty" : "there twice"}.`,
      expected: "a piece of its own on each line",
      got: JSON.stringify(piece),
    });
  });
  return pieces;
}
