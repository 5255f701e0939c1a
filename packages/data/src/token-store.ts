import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { TextSource } from "./source.ts";

/** A long row of tokens, in memory or in a file. */
export interface TokenStore {
  /** Number of tokens. */
  readonly length: number;
  /** Tokens `from` to `from + count`. */
  read(from: number, count: number): Promise<Uint32Array>;
}

/** Tokens in memory. */
export function memoryStore(tokens: Uint32Array): TokenStore {
  return {
    length: tokens.length,
    read: async (from, count) => tokens.subarray(from, from + count),
  };
}

/** Part of a store: a validation split, for example. */
export function sliceStore(store: TokenStore, from: number, to: number): TokenStore {
  return { length: to - from, read: (at, count) => store.read(from + at, count) };
}

/**
 * The last share of a store for validation, the rest for training (nanoGPT: 90 % and 10 %).
 *
 * @throws GptError `VALIDATION_SHARE`
 */
export function splitStore(
  store: TokenStore,
  validationShare: number,
): { readonly train: TokenStore; readonly validation: TokenStore } {
  if (!(validationShare > 0 && validationShare < 1)) {
    throw new GptError("VALIDATION_SHARE", {
      message: "The share of tokens for validation makes no sense.",
      expected: "a number between 0 and 1",
      got: String(validationShare),
      help: "0.1 keeps the last tenth of the corpus for validation",
    });
  }
  const cut = Math.floor(store.length * (1 - validationShare));
  return {
    train: sliceStore(store, 0, cut),
    validation: sliceStore(store, cut, store.length),
  };
}

/** What turns documents into the tokens of a store. */
export type TokenEncoder = Pick<Tokenizer, "encode" | "endOfText" | "vocabSize">;

/** What tokenising reports now and then. */
export interface TokenizeProgress {
  readonly documents: number;
  readonly characters: number;
  readonly tokens: number;
}

/**
 * Hands the tokens of every document to `sink`, each document followed by the end-of-text token where
 * the tokenizer has one (GPT-3, appendix B: documents are packed, not padded).
 *
 * @throws GptError `CORPUS_EMPTY` where there is no text at all
 */
export async function tokenize(
  source: TextSource,
  tokenizer: TokenEncoder,
  sink: (tokens: Uint32Array) => void | Promise<void>,
  onProgress?: (progress: TokenizeProgress) => void,
): Promise<TokenizeProgress> {
  const end = tokenizer.endOfText === null ? null : Uint32Array.of(tokenizer.endOfText);
  let progress: TokenizeProgress = { documents: 0, characters: 0, tokens: 0 };
  for await (const { text, continues } of source.documents()) {
    if (text === "") continue;
    const tokens = tokenizer.encode(text);
    await sink(tokens);
    const separator = continues ? null : end;
    if (separator) await sink(separator);
    progress = {
      documents: progress.documents + (continues ? 0 : 1),
      characters: progress.characters + text.length,
      tokens: progress.tokens + tokens.length + (separator ? 1 : 0),
    };
    onProgress?.(progress);
  }
  if (progress.tokens > 0) return progress;
  throw new GptError("CORPUS_EMPTY", {
    message: `The corpus "${source.name}" has no text.`,
    expected: "at least one document with text",
    got: `${progress.documents} documents`,
    help: "check the path, and the field or column the text is in",
  });
}

/** The tokens of a corpus in memory. @throws GptError `CORPUS_EMPTY` */
export async function tokenizeToMemory(
  source: TextSource,
  tokenizer: TokenEncoder,
  onProgress?: (progress: TokenizeProgress) => void,
): Promise<TokenStore> {
  const parts: Uint32Array[] = [];
  const { tokens } = await tokenize(source, tokenizer, (part) => void parts.push(part), onProgress);
  const all = new Uint32Array(tokens);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return memoryStore(all);
}
