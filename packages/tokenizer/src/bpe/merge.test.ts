import { describe, expect, test } from "vitest";
import {
  type Merge,
  randomMerges,
  referenceMerge,
  rulesOf,
  seeded,
} from "../testing/reference-bpe.ts";
import { Uint32List } from "../uint32-list.ts";
import { LongMerger } from "./merge-long.ts";
import type { MergeRules } from "./merge-rules.ts";
import { ShortMerger } from "./merge-short.ts";
import { PieceEncoder } from "./piece-encoder.ts";

const WAYS: [string, (rules: MergeRules, bytes: Uint8Array) => number[]][] = [
  ["the array scan", (rules, bytes) => run(new ShortMerger(rules), bytes)],
  ["the rank queue", (rules, bytes) => run(new LongMerger(rules), bytes)],
  ["the piece encoder", (rules, bytes) => encode(new PieceEncoder(rules), bytes)],
];

function run(
  merger: ShortMerger<MergeRules> | LongMerger<MergeRules>,
  bytes: Uint8Array,
): number[] {
  const out = new Uint32List();
  if (merger instanceof ShortMerger) merger.merge(bytes, 0, bytes.length, out);
  else merger.merge(bytes, 0, bytes.length, out);
  return [...out.toArray()];
}

function encode(encoder: PieceEncoder, bytes: Uint8Array): number[] {
  const out = new Uint32List();
  encoder.encode(bytes, 0, bytes.length, out);
  return [...out.toArray()];
}

describe.each(WAYS)("%s", (_name, merge) => {
  const doubling: Merge[] = [
    [97, 97, 256], // aa
    [256, 256, 257], // aaaa
    [97, 98, 258], // ab
  ];

  test("the lowest rank goes first, not the leftmost pair", () => {
    const { rules } = rulesOf([
      [98, 99, 256], // bc
      [97, 98, 257], // ab
    ]);
    expect(merge(rules, Uint8Array.of(97, 98, 99))).toEqual([97, 256]);
  });

  test("a pair of equals merges from the left", () => {
    const { rules } = rulesOf(doubling);
    const a = (n: number): Uint8Array => new Uint8Array(n).fill(97);
    expect(merge(rules, a(3))).toEqual([256, 97]);
    expect(merge(rules, a(4))).toEqual([257]);
    expect(merge(rules, a(7))).toEqual([257, 256, 97]);
    expect(merge(rules, Uint8Array.of(97, 97, 97, 98))).toEqual([256, 258]);
  });

  test("bytes without merges stay bytes", () => {
    const { rules } = rulesOf(doubling);
    expect(merge(rules, Uint8Array.of(1, 2, 255, 0))).toEqual([1, 2, 255, 0]);
  });

  test("random rules and texts give what the textbook gives", () => {
    const random = seeded(20240607);
    for (let round = 0; round < 150; round++) {
      const alphabet = 1 + Math.floor(random() * 4);
      const merges = randomMerges(
        Math.min(2 + Math.floor(random() * 40), alphabet * 8),
        alphabet,
        random,
      );
      const { rules } = rulesOf(merges);
      for (let i = 0; i < 12; i++) {
        const length = 1 + Math.floor(random() * (i < 8 ? 14 : 90));
        const bytes = Uint8Array.from({ length }, () => Math.floor(random() * (alphabet + 0.1)));
        expect(merge(rules, bytes)).toEqual(referenceMerge([...bytes], merges));
      }
    }
  });
});

test("a merger is as good after a long piece as before it", () => {
  const { rules } = rulesOf(randomMerges(60, 3, seeded(1)));
  const merger = new LongMerger(rules);
  const random = seeded(2);
  const short = Uint8Array.from({ length: 40 }, () => Math.floor(random() * 3));
  const long = Uint8Array.from({ length: 5000 }, () => Math.floor(random() * 3));
  const before = run(merger, short);
  run(merger, long);
  expect(run(merger, short)).toEqual(before);
});

describe("the piece encoder", () => {
  test("gives the same ids from its cache as without, also after it was full", () => {
    const merges = randomMerges(40, 4, seeded(3));
    const { rules } = rulesOf(merges);
    const warm = new PieceEncoder(rules);
    const random = seeded(4);
    const first = Uint8Array.of(0, 1, 2, 3, 0, 1);
    const expected = referenceMerge([...first], merges);
    for (let i = 0; i < 80_000; i++) {
      // More distinct pieces than the cache holds.
      const bytes = Uint8Array.from({ length: 12 }, () => Math.floor(random() * 4));
      const ids = encode(warm, bytes);
      if (i % 4000 === 0) expect(ids).toEqual(referenceMerge([...bytes], merges));
      if (i % 1000 === 0) expect(encode(warm, first)).toEqual(expected);
    }
  });

  test("does no merging for a piece it has met", () => {
    const encoder = new PieceEncoder(rulesOf(randomMerges(20, 3, seeded(5))).rules);
    const bytes = Uint8Array.of(0, 1, 2, 0, 1, 2);
    encode(encoder, bytes);
    const work = encoder.work;
    expect(work).toBeGreaterThan(0);
    encode(encoder, bytes);
    expect(encoder.work).toBe(work);
  });
});
