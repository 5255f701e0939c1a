import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import type { CharTokenizer } from "../char.ts";
import type { Gpt1Tokenizer } from "../gpt1/gpt1.ts";
import type { SharedBpeTokenizer } from "../shared-bpe.ts";
import type { WordPieceTokenizer } from "../wordpiece/wordpiece.ts";
import type { Texts } from "./texts.ts";
import { type ByteBpeTrainOptions, trainByteBpe } from "./train-byte-bpe.ts";
import { type CharOptions, trainChar } from "./train-char.ts";
import {
  type Gpt1TrainOptions,
  type SharedBpeTrainOptions,
  trainGpt1Bpe,
  trainSharedBpe,
} from "./train-word-bpe.ts";
import { trainWordPiece, type WordPieceTrainOptions } from "./train-wordpiece.ts";

/** Options of each family's trainer, and what it makes. */
export interface TrainableFamilies {
  readonly char: { options: CharOptions; tokenizer: CharTokenizer };
  readonly "byte-bpe": { options: ByteBpeTrainOptions; tokenizer: ByteBpeTokenizer };
  readonly wordpiece: { options: WordPieceTrainOptions; tokenizer: WordPieceTokenizer };
  readonly "gpt1-bpe": { options: Gpt1TrainOptions; tokenizer: Gpt1Tokenizer };
  readonly "shared-bpe": { options: SharedBpeTrainOptions; tokenizer: SharedBpeTokenizer };
}

type Trainers = {
  readonly [F in keyof TrainableFamilies]: (
    texts: Texts,
    options: TrainableFamilies[F]["options"],
  ) => Promise<TrainableFamilies[F]["tokenizer"]>;
};

const TRAINERS: Trainers = {
  char: trainChar,
  "byte-bpe": trainByteBpe,
  wordpiece: trainWordPiece,
  "gpt1-bpe": trainGpt1Bpe,
  "shared-bpe": trainSharedBpe,
};

/**
 * Trains a tokenizer of any family: `train(texts, { family: "wordpiece", vocabSize: 8000 })`.
 *
 * @throws GptError as the family's own trainer does
 */
export function train<F extends keyof TrainableFamilies>(
  texts: Texts,
  { family, ...options }: { readonly family: F } & TrainableFamilies[F]["options"],
): Promise<TrainableFamilies[F]["tokenizer"]> {
  return TRAINERS[family](texts, options as TrainableFamilies[F]["options"]);
}
