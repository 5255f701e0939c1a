import type { TokenEncoder, TokenStore } from "../token-store.ts";
import type { MaskingIds } from "./masking.ts";
import { splitSentences } from "./sentences.ts";

/** Tokens that the index is built from at a time. */
const STRETCH = 2 ** 16;

/**
 * Encodes a text so that sentences and documents can be told apart afterwards: [SEP] after every
 * sentence, [CLS] after every document. Plain text never has either.
 */
export function sentenceEncoder(
  tokenizer: TokenEncoder,
  { cls, sep }: Pick<MaskingIds, "cls" | "sep">,
): TokenEncoder {
  const encode = (text: string) => {
    const ids = splitSentences(text).flatMap((sentence) => [...tokenizer.encode(sentence), sep]);
    return Uint32Array.from(ids);
  };
  return { encode, endOfText: cls, vocabSize: tokenizer.vocabSize };
}

/** Sentences of a store that a {@link sentenceEncoder} wrote; those of a document are consecutive. */
export interface SentenceStore {
  /** Number of tokens in each sentence. */
  readonly lengths: readonly number[];
  /** First sentence of each document, and behind the last one the number of sentences. */
  readonly documents: readonly number[];
  /** Tokens of the sentences `first` to `end` (not included), without the marks between. */
  read(first: number, end: number): Promise<readonly number[]>;
}

/** Finds the sentences of a store; in memory are their places alone. */
export async function sentenceStore(
  store: TokenStore,
  { cls, sep }: Pick<MaskingIds, "cls" | "sep">,
): Promise<SentenceStore> {
  const starts: number[] = [];
  const lengths: number[] = [];
  const documents = [0];
  let start = 0;
  const endSentence = (at: number) => {
    if (at > start) {
      starts.push(start);
      lengths.push(at - start);
    }
    start = at + 1;
  };
  const endDocument = () => {
    if (documents.at(-1) !== starts.length) documents.push(starts.length);
  };
  for (let from = 0; from < store.length; from += STRETCH) {
    const ids = await store.read(from, Math.min(STRETCH, store.length - from));
    for (const [at, id] of ids.entries()) {
      if (id === sep || id === cls) endSentence(from + at);
      if (id === cls) endDocument();
    }
  }
  endSentence(store.length); // a share of a corpus may end inside a sentence
  endDocument();
  return {
    lengths,
    documents,
    async read(first, end) {
      const from = starts[first] as number;
      const to = (starts[end - 1] as number) + (lengths[end - 1] as number);
      const ids = await store.read(from, to - from);
      return [...ids].filter((id) => id !== sep && id !== cls);
    },
  };
}
