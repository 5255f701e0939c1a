/**
 * Tokenizers of the Transformer, BERT and the GPT family: byte-level BPE, WordPiece, BPE over
 * words, characters, bytes; encoding, decoding, training.
 *
 * @packageDocumentation
 */
export { WORD_END } from "./bpe/word-bpe.ts";
export { type ByteOptions, byteTokenizer } from "./byte.ts";
export { type ByteBpeParts, ByteBpeTokenizer } from "./byte-bpe.ts";
export { type CharParts, CharTokenizer } from "./char.ts";
export { GPT1_SPECIALS, type Gpt1Options, gpt1FromFiles } from "./formats/gpt1-files.ts";
export { byteBpeFromRanks, byteBpeFromTiktoken, type RankOptions } from "./formats/ranks.ts";
export { toTiktoken } from "./formats/to-tiktoken.ts";
export { byteBpeFromVocabBpe, type VocabBpeOptions } from "./formats/vocab-bpe.ts";
export { BERT_SPECIALS, type VocabTxtOptions, wordPieceFromVocab } from "./formats/vocab-txt.ts";
export { tokenizerFromJson } from "./from-json.ts";
export { Gpt1Tokenizer } from "./gpt1/gpt1.ts";
export type { TokenizerContext } from "./kind.ts";
export {
  byte,
  byteBpe,
  char,
  cl100k,
  gpt1Bpe,
  gpt2,
  o200k,
  sharedBpe,
  tokenizerPlugins,
  wordpiece,
} from "./plugins.ts";
export { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
export { SharedBpeTokenizer } from "./shared-bpe.ts";
export { CL100K_OLD_PATTERN, CL100K_PATTERN } from "./split/cl100k.ts";
export { GPT2_PATTERN } from "./split/gpt2.ts";
export { O200K_PATTERN } from "./split/o200k.ts";
export type { Template } from "./template.ts";
export { TextTokenizer } from "./text-tokenizer.ts";
export {
  END_OF_TEXT,
  type EncodeOptions,
  type OffsetEncoding,
  type PairEncoding,
  type StreamDecoder,
  type Tokenizer,
  type TokenizerJson,
  UNKNOWN,
} from "./tokenizer.ts";
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
export { SCORE_RULE, TIE_RULE, type TrainingNote } from "./training-note.ts";
export type { WordBpeParts } from "./word-bpe-tokenizer.ts";
export type { BertVariant } from "./wordpiece/basic-words.ts";
export { type WordPieceParts, WordPieceTokenizer } from "./wordpiece/wordpiece.ts";
