import { unknownId } from "../formats/read-wordpiece.ts";
import { BERT_SPECIALS, bertTemplate } from "../formats/vocab-txt.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { SCORE_RULE, TIE_RULE } from "../training-note.ts";
import { type BertVariant, basicWords } from "../wordpiece/basic-words.ts";
import { INSIDE, WordPieceTokenizer } from "../wordpiece/wordpiece.ts";
import { learnPieces, type PieceTrainOptions } from "./learn-pieces.ts";
import type { Texts } from "./texts.ts";

/** Options of {@link trainWordPiece}. */
export interface WordPieceTrainOptions extends PieceTrainOptions {
  /** Lower-case and strip accents. @default true */
  readonly lowerCase?: boolean;
  /**
   * What is merged first. `"likelihood"`: the pair that raises the likelihood of the text most,
   * count(ab) / (count(a) · count(b)), as Google's trainer is described; it was never published.
   * `"frequency"`: the most frequent pair, as in BPE and Hugging Face's trainer.
   *
   * @default "likelihood"
   */
  readonly form?: "likelihood" | "frequency";
  /** Whose details hold when encoding, see `wordPieceFromVocab`. @default "google" */
  readonly variant?: BertVariant;
  /** Special tokens, with the first ids; `[UNK]` must be one. @default BERT's five */
  readonly specials?: readonly string[];
}

/**
 * Trains WordPiece on BERT's basic words. Ties go to the smaller left id, then the smaller right id.
 *
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`, `SPECIAL_INVALID`,
 *   `VOCABULARY_INVALID` where `[UNK]` is not among the special tokens
 */
export async function trainWordPiece(
  texts: Texts,
  options: WordPieceTrainOptions,
): Promise<WordPieceTokenizer> {
  const { lowerCase = true, form = "likelihood", variant = "google" } = options;
  const names = options.specials ?? BERT_SPECIALS;
  const unknown = unknownId(names, "[UNK]");
  const { pieces, minFrequency } = await learnPieces(
    texts,
    {
      *words(text) {
        for (const word of basicWords(text, { lowerCase, variant }, false)) yield word.text;
      },
      mark: (character) => INSIDE + character,
      marked: "not-first",
      join: (left, right) => left + right.slice(INSIDE.length),
      first: names,
      last: [],
      order: form,
    },
    options,
  );
  const specials = new Map(names.map((name, id) => [name, id]));
  return new WordPieceTokenizer({
    pieces,
    specials: new SpecialTokens(specials),
    unknown,
    maxWordLength: variant === "google" ? 200 : 100,
    lowerCase,
    variant,
    template: bertTemplate(specials),
    training: {
      vocabSize: options.vocabSize,
      minFrequency,
      tie: form === "likelihood" ? SCORE_RULE : TIE_RULE,
      form,
    },
  });
}
