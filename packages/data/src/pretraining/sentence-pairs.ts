import type { Random } from "@gpt/random";
import type { SentenceStore } from "./sentence-store.ts";

/** Other documents that are tried for a random second segment (BERT's `create_pretraining_data`). */
const TRIES = 10;

/** Consecutive sentences, of whose tokens some are left out at the ends. */
export interface Segment {
  /** First sentence. */
  readonly first: number;
  /** The one after the last. */
  readonly end: number;
  /** Tokens left out at the front. */
  readonly front: number;
  /** Tokens left out at the back. */
  readonly back: number;
}

/** What becomes `[CLS] A [SEP] B [SEP]`. */
export interface SentencePair {
  readonly a: Segment;
  readonly b: Segment;
  /** B is from elsewhere instead of following A. */
  readonly randomNext: boolean;
}

/** How pairs are made. */
export interface PairOptions {
  /** Most tokens of A and B together: the context without its three special tokens. */
  readonly maxTokens: number;
  /** Share of the documents whose pairs aim at a random length instead of the longest. */
  readonly shortShare: number;
}

/**
 * BERT's instances, in the order of the documents (Devlin et al. 2018, §A.2; `create_pretraining_data`).
 * A document is cut into chunks of whole sentences that fill the target length. A is a chunk's first
 * sentences; B the others, or, for half of the chunks and those of one sentence, sentences from another
 * document, the unused ones then being read again. A pair that is too long loses tokens of its longer
 * side, at a random end.
 */
export function sentencePairs(
  store: SentenceStore,
  options: PairOptions,
  random: Random,
): SentencePair[] {
  return store.documents
    .slice(0, -1)
    .flatMap((_, document) => documentPairs(store, document, options, random));
}

function documentPairs(
  store: SentenceStore,
  document: number,
  { maxTokens, shortShare }: PairOptions,
  random: Random,
): SentencePair[] {
  const short = random.uniform() < shortShare;
  const target = short ? 2 + random.integer(maxTokens - 1) : maxTokens;
  const pairs: SentencePair[] = [];
  let { first: start, end } = range(store, document);
  while (start < end) {
    const stop = fill(store, start, end, target);
    const cut = stop - start < 2 ? stop : start + 1 + random.integer(stop - start - 1);
    const randomNext = stop - start < 2 || random.uniform() < 0.5;
    const a = { first: start, end: cut };
    const wanted = target - tokensOf(store, a);
    const b = randomNext ? elsewhere(store, document, wanted, random) : { first: cut, end: stop };
    pairs.push({ ...truncate(store, a, b, maxTokens, random), randomNext });
    start = randomNext ? cut : stop;
  }
  return pairs;
}

type Range = Pick<Segment, "first" | "end">;

/** Sentences of a document. */
function range({ documents }: SentenceStore, document: number): Range {
  return { first: documents[document] as number, end: documents[document + 1] as number };
}

/** End of the sentences from `start` that make up `target` tokens; at least one, at most up to `end`. */
function fill({ lengths }: SentenceStore, start: number, end: number, target: number): number {
  let tokens = lengths[start] as number;
  let stop = start + 1;
  while (stop < end && tokens < target) tokens += lengths[stop++] as number;
  return stop;
}

function tokensOf({ lengths }: SentenceStore, { first, end }: Range): number {
  let tokens = 0;
  for (let at = first; at < end; at++) tokens += lengths[at] as number;
  return tokens;
}

/** Sentences from a random place in another document; in the same one where no other is hit upon. */
function elsewhere(store: SentenceStore, document: number, target: number, random: Random): Range {
  const count = store.documents.length - 1;
  let other = random.integer(count);
  for (let tries = 1; tries < TRIES && other === document; tries++) other = random.integer(count);
  const { first, end } = range(store, other);
  const start = first + random.integer(end - first);
  return { first: start, end: fill(store, start, end, target) };
}

/** Drops tokens one by one: of the longer side (B where they are equal), front or back alike. */
function truncate(
  store: SentenceStore,
  a: Range,
  b: Range,
  maxTokens: number,
  random: Random,
): Pick<SentencePair, "a" | "b"> {
  const sides = [a, b].map((side) => ({
    ...side,
    length: tokensOf(store, side),
    front: 0,
    back: 0,
  }));
  const [first, second] = sides as [(typeof sides)[0], (typeof sides)[0]];
  while (first.length + second.length > maxTokens) {
    const longer = first.length > second.length ? first : second;
    longer[random.uniform() < 0.5 ? "front" : "back"]++;
    longer.length--;
  }
  const segment = ({ length: _, ...rest }: typeof first): Segment => rest;
  return { a: segment(first), b: segment(second) };
}
