import type { Json } from "@gpt/registry";

/** How text is encoded. */
export interface EncodeOptions {
  /**
   * Special tokens that are recognised in the text: these names, or `"all"`. Any other is plain
   * text, so that a user's text can never smuggle one in.
   *
   * @default [] (none)
   */
  readonly allowedSpecial?: "all" | readonly string[];
  /**
   * Adds the special tokens that the model expects around a text: `[CLS] … [SEP]` of BERT,
   * `_start_ … _classify_` of GPT-1. Tokenizers whose model expects none add none.
   *
   * @default false
   */
  readonly addSpecials?: boolean;
}

/** How a stream of text is encoded. */
export interface StreamOptions extends Pick<EncodeOptions, "allowedSpecial"> {
  /** UTF-16 units of text that are held at most, besides the part that came last. @default 16777216 */
  readonly maxHeld?: number;
}

/** Ids of two texts in one sequence. */
export interface PairEncoding {
  readonly ids: Uint32Array;
  /** 0 for the first text and what stands before it, 1 for the second (BERT's segments). */
  readonly types: Uint8Array;
}

/** Ids, and where each stands in the text. */
export interface OffsetEncoding {
  readonly ids: Uint32Array;
  /** Where each token starts, in UTF-16 units, as `text.slice` takes them. */
  readonly starts: Uint32Array;
  /**
   * Where it ends. Bytes of one character that fall into several tokens give each of them the
   * whole character; tokens that the text does not have are empty.
   */
  readonly ends: Uint32Array;
}

/** Turns ids into text one by one; a character whose bytes are not complete yet is held back. */
export interface StreamDecoder {
  /** The text that became certain with this id; may be empty. */
  push(id: number): string;
  /** What was held back (an incomplete character becomes U+FFFD); then the decoder starts anew. */
  flush(): string;
}

/** A tokenizer as JSON: the contents of a `tokenizer.json`. */
export type TokenizerJson = { readonly [key: string]: Json };

/** Turns text into ids and back. */
export interface Tokenizer {
  /** Its family: `char`, `byte`, `byte-bpe`, `wordpiece`, `gpt1-bpe`, `shared-bpe`. */
  readonly type: string;
  /** Number of ids: each id is below it. */
  readonly vocabSize: number;
  /** Special tokens and their ids. */
  readonly specials: ReadonlyMap<string, number>;
  /** Id of `<|endoftext|>`, which separates documents; null where there is none. */
  readonly endOfText: number | null;
  /**
   * Ids of a text. Lone surrogates count as U+FFFD.
   *
   * @throws GptError `SPECIAL_UNKNOWN` where `allowedSpecial` names a token that is not there
   */
  encode(text: string, options?: EncodeOptions): Uint32Array;
  /** Ids of two texts as one sequence, with the special tokens between where asked for. */
  encodePair(first: string, second: string, options?: EncodeOptions): PairEncoding;
  /** Ids of many texts, in their order. Several threads: `encodeBatch` of `@gpt/tokenizer/node`. */
  encodeBatch(texts: readonly string[], options?: EncodeOptions): Uint32Array[];
  /** Ids with the place of each in the text. */
  encodeWithOffsets(text: string, options?: EncodeOptions): OffsetEncoding;
  /**
   * Writes the ids into an array of yours, from its start.
   *
   * @returns how many they are
   * @throws GptError `BUFFER_TOO_SMALL`; `ID_TOO_LARGE` where a Uint16Array cannot hold every id
   */
  encodeInto(text: string, target: Uint16Array | Uint32Array, options?: EncodeOptions): number;
  /**
   * Ids of a text that comes in parts, such as a file: together they are those of the whole.
   * Held in memory is only the text since the last place where the two sides are independent: the
   * end of a word, or a piece of the pattern that no further text can change. Patterns that look
   * back, far ahead, or to the ends of words (`(?<=`, `(?=ab)`, `^`, `\b`) know no such place.
   *
   * @throws GptError `STREAM_STUCK` where more than `maxHeld` would have to be held
   */
  encodeStream(
    texts: Iterable<string> | AsyncIterable<string>,
    options?: StreamOptions,
  ): AsyncGenerator<Uint32Array>;
  /** Number of ids of a text. */
  count(text: string, options?: EncodeOptions): number;
  /**
   * Text of ids. Bytes that are no UTF-8 become U+FFFD.
   *
   * @throws GptError `ID_OUT_OF_RANGE`
   */
  decode(ids: ArrayLike<number>): string;
  /** Decodes a stream of ids. */
  decoder(): StreamDecoder;
  /** Its `tokenizer.json`, which Hugging Face's tokenizers load too where they have its family. */
  toJSON(): TokenizerJson;
}

/** Name of the token that ends a document (GPT-2 §2.1 and the published vocabulary). */
export const END_OF_TEXT = "<|endoftext|>";

/** Name of the token that stands for a character that is not in the vocabulary. */
export const UNKNOWN = "<unk>";
