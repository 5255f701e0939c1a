import { WORD_END } from "../bpe/word-bpe.ts";
import { wordRules } from "../formats/word-merges.ts";
import type { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import { gpt1Template } from "../gpt1/specials.ts";
import { SharedBpeTokenizer } from "../shared-bpe.ts";
import { SpecialTokens } from "../special-tokens.ts";
import { UNKNOWN } from "../tokenizer.ts";
import { TIE_RULE } from "../training-note.ts";
import { wellFormed } from "../utf8.ts";
import type { WordBpeParts } from "../word-bpe-tokenizer.ts";
import { type LearntPieces, learnPieces, type PieceTrainOptions } from "./learn-pieces.ts";
import type { Texts } from "./texts.ts";

/** Options of {@link trainSharedBpe}. */
export interface SharedBpeTrainOptions extends PieceTrainOptions {
  /**
   * Special tokens, with the first ids. Without `<unk>` an unknown character is an error.
   *
   * @default ["<unk>", "<pad>", "<s>", "</s>"]
   */
  readonly specials?: readonly string[];
}

/** Options of {@link trainGpt1Bpe}. */
export interface Gpt1TrainOptions extends PieceTrainOptions {
  /** Special tokens, with the last ids; `<unk>` is always there, as id 0. @default [] */
  readonly specials?: readonly string[];
}

/**
 * Trains BPE with one vocabulary for all languages of the texts (Sennrich et al. 2016 §3.2): give
 * it source and target texts together.
 *
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`, `SPECIAL_INVALID`
 */
export async function trainSharedBpe(
  texts: Texts,
  options: SharedBpeTrainOptions,
): Promise<SharedBpeTokenizer> {
  const names = options.specials ?? [UNKNOWN, "<pad>", "<s>", "</s>"];
  const learnt = await learn(texts, options, {
    *words(text) {
      for (const [word] of wellFormed(text).matchAll(/\P{White_Space}+/gu)) yield word;
    },
    first: names,
    last: [],
  });
  return new SharedBpeTokenizer(partsOf(learnt, names, options));
}

/**
 * Trains BPE on the words of GPT-1's stages (Radford et al. 2018 §4.1). The layout of ids is the
 * published one: `<unk>`, characters, characters that end a word, merges, the newline.
 *
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`, `SPECIAL_INVALID`
 */
export async function trainGpt1Bpe(
  texts: Texts,
  options: Gpt1TrainOptions,
): Promise<Gpt1Tokenizer> {
  const { Gpt1Tokenizer, gpt1Words, NEWLINE_PIECE } = await import("../gpt1/gpt1.ts");
  const names = options.specials ?? [];
  const learnt = await learn(texts, options, {
    *words(text) {
      for (const word of gpt1Words(text)) if (!word.startsWith("\n")) yield word.toLowerCase();
    },
    first: [UNKNOWN],
    last: [NEWLINE_PIECE, ...names],
  });
  const parts = partsOf(learnt, [UNKNOWN, ...names], options);
  return new Gpt1Tokenizer({ ...parts, template: gpt1Template(parts.specials.ids) });
}

function learn(
  texts: Texts,
  options: PieceTrainOptions,
  spelling: Pick<Parameters<typeof learnPieces>[1], "words" | "first" | "last">,
): Promise<LearntPieces> {
  return learnPieces(
    texts,
    {
      ...spelling,
      mark: (character) => character + WORD_END,
      marked: "last",
      join: (left, right) => left + right,
      order: "frequency",
    },
    options,
  );
}

function partsOf(
  { pieces, merges, minFrequency }: LearntPieces,
  names: readonly string[],
  { vocabSize }: PieceTrainOptions,
): WordBpeParts {
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  return {
    pieces,
    rules: wordRules(merges, ids, "the trained vocabulary"),
    specials: new SpecialTokens(new Map(names.map((name) => [name, ids.get(name) as number]))),
    unknown: names.includes(UNKNOWN) ? (ids.get(UNKNOWN) as number) : null,
    training: { vocabSize, minFrequency, tie: TIE_RULE },
  };
}
