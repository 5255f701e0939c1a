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
  /** Its family: `char`, `byte`, `byte-bpe`. */
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
  /** Its `tokenizer.json`, which Hugging Face's tokenizers load too, with the same ids. */
  toJSON(): TokenizerJson;
}

/** Name of the token that ends a document (GPT-2 §2.1 and the published vocabulary). */
export const END_OF_TEXT = "<|endoftext|>";

/** Name of the token that stands for a character that is not in the vocabulary. */
export const UNKNOWN = "<unk>";
