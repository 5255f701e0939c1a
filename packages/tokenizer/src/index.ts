/**
 * Tokenizers of the Transformer, BERT and the GPT family: byte-level BPE, WordPiece, BPE over
 * words, characters, bytes; encoding, decoding, saving and loading. Training, GPT-1's own stages
 * and the parts for a config have entries of their own.
 *
 * @packageDocumentation
 */
export { WORD_END } from "./bpe/word-bpe.ts";
export { type ByteOptions, byteTokenizer } from "./byte.ts";
export { type ByteBpeParts, ByteBpeTokenizer } from "./byte-bpe.ts";
export { type CharParts, CharTokenizer } from "./char.ts";
export { tokenizerFromJson } from "./from-json.ts";
export type { TokenizerContext } from "./kind.ts";
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
  type StreamOptions,
  type Tokenizer,
  type TokenizerJson,
  UNKNOWN,
} from "./tokenizer.ts";
export type { TrainingNote } from "./training-note.ts";
export type { WordBpeParts } from "./word-bpe-tokenizer.ts";
export type { BertVariant } from "./wordpiece/basic-words.ts";
export { type WordPieceParts, WordPieceTokenizer } from "./wordpiece/wordpiece.ts";
