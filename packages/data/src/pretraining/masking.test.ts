import { Random, STREAM } from "@gpt/random";
import { describe, expect, it } from "vitest";
import { IGNORED } from "../batch.ts";
import { maskTokens, roundHalfToEven } from "./masking.ts";

const ids = { cls: 0, sep: 1, mask: 2 };
const tokens = [0, ...Array.from({ length: 17 }, (_, i) => 10 + i), 1];
const randomOf = (seed: number) => new Random({ seed, stream: STREAM.text });
const masked = (labels: readonly number[]) =>
  labels.flatMap((label, at) => (label === IGNORED ? [] : [at]));

describe("maskTokens", () => {
  it("never masks [CLS] and [SEP], and rounds 15 % as Python does", () => {
    for (let seed = 0; seed < 200; seed++) {
      const { labels } = maskTokens(tokens, randomOf(seed), { ids, vocabSize: 40 });
      expect(labels[0]).toBe(IGNORED);
      expect(labels.at(-1)).toBe(IGNORED);
      expect(masked(labels)).toHaveLength(roundHalfToEven(19 * 0.15));
    }
  });

  it("replaces 80 % by [MASK], 10 % by random tokens, within three standard errors", () => {
    const random = randomOf(5);
    const counts = { masked: 0, kept: 0, all: 0 };
    while (counts.all < 100_000) {
      const { inputs, labels } = maskTokens(tokens, random, { ids, vocabSize: 30_000 });
      for (const at of masked(labels)) {
        counts.all++;
        if (inputs[at] === ids.mask) counts.masked++;
        else if (inputs[at] === labels[at]) counts.kept++;
      }
    }
    const error = (share: number) => 3 * Math.sqrt((share * (1 - share)) / counts.all);
    expect(Math.abs(counts.masked / counts.all - 0.8)).toBeLessThan(error(0.8));
    expect(Math.abs(counts.kept / counts.all - 0.1)).toBeLessThan(error(0.1));
  });

  it("predicts no more than maxPredictions, and at least one token", () => {
    const most = maskTokens(tokens, randomOf(1), {
      ids,
      vocabSize: 40,
      share: 0.9,
      maxPredictions: 4,
    });
    expect(masked(most.labels)).toHaveLength(4);
    const least = maskTokens([0, 9, 1], randomOf(1), { ids, vocabSize: 40 });
    expect(least.labels).toEqual([IGNORED, 9, IGNORED]);
  });

  it("masks words whole, and passes over those that exceed the share", () => {
    // [CLS] a b##c d##e##f##g [SEP]: 3 of 9 positions, so the word of four never fits
    const sequence = [0, 10, 11, 12, 13, 14, 15, 16, 1];
    const continuesWord = [0, 0, 0, 1, 0, 1, 1, 1, 0].map(Boolean);
    const seen = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const options = { ids, vocabSize: 40, share: 0.34, continuesWord };
      seen.add(masked(maskTokens(sequence, randomOf(seed), options).labels).join());
    }
    expect([...seen]).toEqual(["1,2,3"]);
  });

  it("rounds halves to even", () => {
    expect([30 * 0.15, 70 * 0.15, 2.5, 3.5, 2.4, 2.6].map(roundHalfToEven)).toEqual([
      4, 10, 2, 4, 2, 3,
    ]);
  });
});
