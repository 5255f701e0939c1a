import { describe, expect, it } from "vitest";
import {
  applyRepetitionPenalty,
  applyTemperature,
  argmax,
  keepMinP,
  keepTopK,
  keepTopP,
  softmax,
} from "./filters.ts";

/** Logits whose softmax is exactly these probabilities. */
const row = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
const kept = (logits: Float32Array) =>
  [...logits].flatMap((logit, id) => (logit === -Infinity ? [] : [id]));

describe("temperature", () => {
  it("divides every logit", () => {
    const logits = Float32Array.of(1, -2, 4);
    applyTemperature(logits, 2);
    expect([...logits]).toEqual([0.5, -1, 2]);
  });
});

describe("top-k", () => {
  it("keeps the k largest wherever they stand", () => {
    const logits = row(0.1, 0.4, 0.2, 0.3);
    keepTopK(logits, 2);
    expect(kept(logits)).toEqual([1, 3]);
  });

  it("breaks ties towards the smaller id", () => {
    const logits = row(0.25, 0.25, 0.25, 0.25);
    keepTopK(logits, 3);
    expect(kept(logits)).toEqual([0, 1, 2]);
  });

  it("keeps everything when k covers the vocabulary", () => {
    const logits = row(0.5, 0.5);
    keepTopK(logits, 9);
    expect(kept(logits)).toEqual([0, 1]);
  });

  it("counts removed tokens as smallest", () => {
    const logits = Float32Array.of(-Infinity, 1, -Infinity, 0);
    keepTopK(logits, 3);
    expect(kept(logits)).toEqual([1, 3]);
  });
});

describe("top-p", () => {
  it("includes the token that crosses p", () => {
    const logits = row(0.5, 0.3, 0.15, 0.05);
    keepTopP(logits, 0.7);
    expect(kept(logits)).toEqual([0, 1]);
  });

  it("leaves the crossing token out in the form of the GPT-2 release", () => {
    const logits = row(0.5, 0.3, 0.15, 0.05);
    keepTopP(logits, 0.7, "exclude");
    expect(kept(logits)).toEqual([0]);
  });

  it("always keeps the most likely token", () => {
    const logits = row(0.1, 0.9);
    keepTopP(logits, 0.2, "exclude");
    expect(kept(logits)).toEqual([1]);
  });

  it("keeps everything at p = 1", () => {
    const logits = row(0.6, 0.3, 0.1);
    keepTopP(logits, 1);
    expect(kept(logits)).toEqual([0, 1, 2]);
  });
});

describe("min-p", () => {
  it("measures against the most likely token", () => {
    const logits = row(0.6, 0.3, 0.07, 0.03);
    keepMinP(logits, 0.1);
    expect(kept(logits)).toEqual([0, 1, 2]);
  });
});

describe("repetition penalty", () => {
  it("lowers seen tokens once each, whatever their sign", () => {
    const logits = Float32Array.of(2, -2, 2);
    applyRepetitionPenalty(logits, [0, 0, 1], 2);
    expect([...logits]).toEqual([1, -4, 2]);
  });
});

it("softmax sums to one and keeps the order of large logits", () => {
  const probabilities = softmax(Float32Array.of(1000, 1001, 999));
  expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(probabilities[1]).toBeGreaterThan(probabilities[0] as number);
});

it("argmax takes the first of equals", () => {
  expect(argmax(Float32Array.of(1, 3, 3))).toBe(1);
});
