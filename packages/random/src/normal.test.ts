import { describe, expect, it } from "vitest";
import { cosineOf, radiusOf, sineOf } from "./normal.ts";

const TURN = 2 * Math.PI;
/** Words with every value of the upper bits' beginning, and both ends. */
const words = Array.from({ length: 4096 }, (_, i) => (i * 2 ** 20 + (i % 256) * 4096) >>> 0);
words.push(0xffffffff, 0xff, 0x100, 0x3fffffff, 0x40000000, 0x7fffff00, 0xbfffffff);

/** A word's upper 24 bits as a share of 1. */
const share = (word: number) => Math.floor(word / 256) / 2 ** 24;

describe("the factors of Box-Muller agree with the mathematical functions", () => {
  it("the radius, to 1e-13 of itself", () => {
    for (const word of words) {
      const expected = Math.sqrt(-2 * Math.log(1 - share(word)));
      expect(Math.abs(radiusOf(word) - expected)).toBeLessThanOrEqual(1e-13 * expected);
    }
  });

  it("cosine and sine, to 2e-15", () => {
    for (const word of words) {
      expect(Math.abs(cosineOf(word) - Math.cos(TURN * share(word)))).toBeLessThan(2e-15);
      expect(Math.abs(sineOf(word) - Math.sin(TURN * share(word)))).toBeLessThan(2e-15);
    }
  });
});

it("takes the exact values at quarter turns", () => {
  const quarters = [0, 0x40000000, 0x80000000, 0xc0000000];
  expect(quarters.map((word) => cosineOf(word) + 0)).toEqual([1, 0, -1, 0]);
  expect(quarters.map((word) => sineOf(word) + 0)).toEqual([0, 1, 0, -1]);
});

it("is finite at both ends: radius 0 for the smallest word, 5.77 for the largest", () => {
  expect(radiusOf(0) + 0).toBe(0);
  expect(radiusOf(0xffffffff)).toBeCloseTo(Math.sqrt(48 * Math.LN2), 12);
});
