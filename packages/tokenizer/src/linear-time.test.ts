import { beforeAll, describe, expect, test } from "vitest";
import type { ByteBpeTokenizer } from "./byte-bpe.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { seeded } from "./testing/reference-bpe.ts";

/** Texts without a place to split, or without anything to merge: each of `length` characters. */
const HARD: Readonly<Record<string, (length: number) => string>> = {
  "one letter": (length) => "a".repeat(length),
  "one dash": (length) => "-".repeat(length),
  blanks: (length) => " ".repeat(length),
  "Chinese without blanks": (length) => drawn(length, 0x4e00, 0x9fa5),
  base64: (length) => fromAlphabet(length, BASE64),
  "lower-case letters": (length) => fromAlphabet(length, "abcdefghijklmnopqrstuvwxyz"),
  mixed: (length) => `a-\u6DF1'${" ".repeat(3)}`.repeat(length / 7),
  "random bytes": (length) => drawn(length, 0, 255),
};

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function drawn(length: number, low: number, high: number): string {
  const random = seeded(length);
  const codes = Array.from({ length }, () => low + Math.floor(random() * (high - low + 1)));
  return codes.map((code) => String.fromCharCode(code)).join("");
}

function fromAlphabet(length: number, alphabet: string): string {
  const random = seeded(length);
  const letters = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]);
  return letters.join("");
}

/** Prose of words that are all new, so that the cache is no help. */
function prose(words: number): string {
  const random = seeded(words);
  const parts = ["con", "ter", "ing", "pro", "ment", "al", "est", "ra", "tion", "un", "ly", "ve"];
  const word = (): string =>
    Array.from({ length: 4 }, () => parts[Math.floor(random() * parts.length)]).join("");
  return Array.from({ length: words }, () => word()).join(" ");
}

describe.each([
  ["gpt2", gpt2Tokenizer, 1_000_000],
  ["cl100k", cl100kTokenizer, 100_000],
  ["o200k", o200kTokenizer, 100_000],
])("%s: the work of merging, counted in array slots and queue entries", (_name, make, size) => {
  let tokenizer: ByteBpeTokenizer;
  let ofProse: number;
  beforeAll(async () => {
    tokenizer = await make();
    ofProse = workPerByte(prose(4000)); // once: a second time the cache would know its words
  });

  function workPerByte(text: string): number {
    const before = tokenizer.work;
    tokenizer.count(text);
    return (tokenizer.work - before) / new TextEncoder().encode(text).length;
  }

  test.each(Object.entries(HARD))("%s: at most three times that of new prose", (_hard, text) => {
    expect(ofProse).toBeGreaterThan(1);
    expect(workPerByte(text(size))).toBeLessThanOrEqual(3 * ofProse);
  });

  test.each(Object.entries(HARD))("%s: does not grow with the length", (_hard, text) => {
    const short = workPerByte(text(20_000));
    const long = workPerByte(text(size / 2));
    expect(long).toBeLessThanOrEqual(short * 1.5 + 0.1);
  });
});
