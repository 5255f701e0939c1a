/**
 * Training of every family's vocabulary.
 *
 * @packageDocumentation
 */
export type { PieceTrainOptions } from "./train/learn-pieces.ts";
export type { TrainProgress } from "./train/progress.ts";
export type { Texts } from "./train/texts.ts";
export { type TrainableFamilies, train } from "./train/train.ts";
export { type ByteBpeTrainOptions, trainByteBpe } from "./train/train-byte-bpe.ts";
export { type CharOptions, trainChar } from "./train/train-char.ts";
export {
  type Gpt1TrainOptions,
  type SharedBpeTrainOptions,
  trainGpt1Bpe,
  trainSharedBpe,
} from "./train/train-word-bpe.ts";
export { trainWordPiece, type WordPieceTrainOptions } from "./train/train-wordpiece.ts";
export { SCORE_RULE, TIE_RULE } from "./training-note.ts";
