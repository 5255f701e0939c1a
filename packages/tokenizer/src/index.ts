/**
 * Tokenizers of the GPT family: characters, bytes, byte-level BPE; encoding, decoding, training.
 *
 * @packageDocumentation
 */
export { type ByteOptions, byteTokenizer } from "./byte.ts";
export { type ByteBpeParts, ByteBpeTokenizer } from "./byte-bpe.ts";
export { type CharParts, CharTokenizer } from "./char.ts";
export { byteBpeFromRanks, byteBpeFromTiktoken, type RankOptions } from "./formats/ranks.ts";
export { byteBpeFromVocabBpe, type VocabBpeOptions } from "./formats/vocab-bpe.ts";
export { tokenizerFromJson } from "./from-json.ts";
export type { TokenizerContext } from "./kind.ts";
export { byte, byteBpe, char, gpt2, tokenizerPlugins } from "./plugins.ts";
export { gpt2Tokenizer } from "./published.ts";
export { GPT2_PATTERN } from "./split/gpt2.ts";
export {
  END_OF_TEXT,
  type EncodeOptions,
  type StreamDecoder,
  type Tokenizer,
  type TokenizerJson,
  UNKNOWN,
} from "./tokenizer.ts";
export type { TrainProgress } from "./train/progress.ts";
export type { Texts } from "./train/texts.ts";
export { type ByteBpeTrainOptions, trainByteBpe } from "./train/train-byte-bpe.ts";
export { type CharOptions, trainChar } from "./train/train-char.ts";
export { TIE_RULE, type TrainingNote } from "./training-note.ts";
