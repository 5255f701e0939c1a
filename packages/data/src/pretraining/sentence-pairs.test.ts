import { Random, STREAM } from "@gpt/random";
import { describe, expect, it } from "vitest";
import { type SentencePair, sentencePairs } from "./sentence-pairs.ts";
import type { SentenceStore } from "./sentence-store.ts";

/** Documents of sentences of these lengths. */
function store(...documents: readonly (readonly number[])[]): SentenceStore {
  const firsts = [0];
  for (const document of documents) firsts.push((firsts.at(-1) as number) + document.length);
  return { lengths: documents.flat(), documents: firsts, read: async () => [] };
}

const corpus = store(
  ...Array.from({ length: 200 }, (_, d) =>
    Array.from({ length: 3 + (d % 9) }, (_, s) => 4 + (s % 7)),
  ),
);
const options = { maxTokens: 29, shortShare: 0.1 };
const random = (step = 0) => new Random({ seed: 3, stream: STREAM.text, step });
const documentOf = (sentence: number) =>
  corpus.documents.findIndex(
    (first, at) => first <= sentence && sentence < (corpus.documents[at + 1] ?? 0),
  );
const tokens = (of: SentenceStore, { first, end, front, back }: SentencePair["a"]) =>
  of.lengths.slice(first, end).reduce((sum, length) => sum + length, 0) - front - back;

describe("sentencePairs", () => {
  const pairs = sentencePairs(corpus, options, random());

  it("makes A and B of whole sentences of one document each, B following A or from elsewhere", () => {
    for (const { a, b, randomNext } of pairs) {
      expect(documentOf(a.first)).toBe(documentOf(a.end - 1));
      expect(documentOf(b.first)).toBe(documentOf(b.end - 1));
      if (!randomNext) expect(b.first).toBe(a.end);
      else expect(documentOf(b.first)).not.toBe(documentOf(a.first));
    }
  });

  it("takes a random B in more than half of the pairs", () => {
    const share = pairs.filter(({ randomNext }) => randomNext).length / pairs.length;
    expect(pairs.length).toBeGreaterThan(500);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.7);
  });

  it("reads every sentence as A or as a B that follows, except those cut off", () => {
    const read = new Set<number>();
    for (const { a, b, randomNext } of pairs) {
      const end = randomNext ? a.end : b.end;
      for (let at = a.first; at < end; at++) read.add(at);
    }
    expect(read.size).toBe(corpus.lengths.length);
  });

  it("never exceeds the longest length, nor empties a side", () => {
    for (const { a, b } of pairs) {
      expect(tokens(corpus, a) + tokens(corpus, b)).toBeLessThanOrEqual(options.maxTokens);
      expect(Math.min(tokens(corpus, a), tokens(corpus, b))).toBeGreaterThan(0);
    }
  });

  it("aims at a shorter length in a tenth of the documents", () => {
    const long = store(...Array.from({ length: 500 }, () => Array.from({ length: 300 }, () => 1)));
    const target = (step: number) => {
      const lengths = new Map<number, number>(); // longest pair of every document
      for (const { a, b, randomNext } of sentencePairs(long, options, random(step))) {
        const document = Math.floor(a.first / 300);
        const total = randomNext ? 0 : tokens(long, a) + tokens(long, b);
        lengths.set(document, Math.max(total, lengths.get(document) ?? 0));
      }
      return [...lengths.values()].filter((length) => length > 0);
    };
    const found = target(1);
    const short = found.filter((length) => length < options.maxTokens).length / found.length;
    expect(Math.abs(short - 0.1 * (27 / 28))).toBeLessThan(
      3 * Math.sqrt((0.1 * 0.9) / found.length),
    );
  });

  it("drops from the longer side, at both ends alike", () => {
    const two = store([60, 3], [5]);
    let front = 0;
    let back = 0;
    for (let step = 0; step < 400; step++) {
      const [pair] = sentencePairs(two, { maxTokens: 20, shortShare: 0 }, random(step));
      const { a } = pair as SentencePair;
      front += a.front;
      back += a.back;
      expect(tokens(two, a)).toBeGreaterThanOrEqual(10);
    }
    expect(Math.abs(front / (front + back) - 0.5)).toBeLessThan(
      3 * Math.sqrt(0.25 / (front + back)),
    );
  });

  it("takes the only document where there is no other", () => {
    const [pair] = sentencePairs(store([4]), options, random());
    expect(pair).toMatchObject({ randomNext: true, a: { first: 0 }, b: { first: 0 } });
  });
});
