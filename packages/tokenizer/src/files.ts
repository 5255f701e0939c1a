/**
 * Files of other programs besides `tokenizer.json`: tiktoken's ranks, the two files of GPT-2, the
 * vocabulary of BERT.
 *
 * @packageDocumentation
 */
export { byteBpeFromRanks, type RankOptions } from "./formats/ranks.ts";
export { byteBpeFromTiktoken, toTiktoken } from "./formats/tiktoken.ts";
export { byteBpeFromVocabBpe, type VocabBpeOptions } from "./formats/vocab-bpe.ts";
export { BERT_SPECIALS, type VocabTxtOptions, wordPieceFromVocab } from "./formats/vocab-txt.ts";
