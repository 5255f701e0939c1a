import { describe, expect, it } from "vitest";
import { DIGITS, fixture } from "./fixtures.test-util.ts";
import {
  bleu,
  chrf,
  entitiesOf,
  entityF1,
  exactMatch,
  normalizeAnswer,
  tokenF1,
  tokenize13a,
} from "./index.ts";

describe("answers, as transformers' port of the SQuAD script", () => {
  const { predicted, accepted, normal, exact, f1 } = fixture.answers;

  it("are normalised", () => {
    expect(predicted.map(normalizeAnswer)).toEqual(normal);
  });

  it("match or share words", () => {
    for (const [at, answer] of predicted.entries()) {
      const rights = [accepted[at] as string[]];
      expect(exactMatch([answer], rights)).toBe(exact[at]);
      expect(tokenF1([answer], rights)).toBeCloseTo(f1[at] as number, DIGITS);
    }
  });

  it("are averaged", () => {
    const mean = f1.reduce((sum, value) => sum + value, 0) / f1.length;
    expect(tokenF1(predicted, accepted)).toBeCloseTo(mean, DIGITS);
  });
});

describe.each(fixture.entities)("entities, as seqeval: %#", (known) => {
  it("are found", () => {
    const found = known.expected.map((tags) =>
      entitiesOf(tags).map(({ type, start, end }) => [type, start, end]),
    );
    expect(found).toEqual(known.entities);
  });

  it("are scored, all and by type", () => {
    const { types, ...all } = entityF1(known.predicted, known.expected);
    expect(Object.keys(types)).toEqual(Object.keys(known.types));
    for (const [found, values] of [
      [all, known] as const,
      ...Object.entries(types).map(([type, score]) => [score, known.types[type]] as const),
    ]) {
      expect(found.precision).toBeCloseTo(values?.precision as number, DIGITS);
      expect(found.recall).toBeCloseTo(values?.recall as number, DIGITS);
      expect(found.f1).toBeCloseTo(values?.f1 as number, DIGITS);
    }
  });
});

it("splits words as sacreBLEU's 13a", () => {
  for (const { text, tokens } of fixture.tokens) expect(tokenize13a(text).join(" ")).toBe(tokens);
});

describe.each(fixture.translation)("translations, as sacreBLEU: %#", (known) => {
  it.each(known.bleu)("BLEU $signature", ({ lowercase, effectiveOrder, ...values }) => {
    const found = bleu(known.predicted, known.references, { lowercase, effectiveOrder });
    expect(found.signature).toBe(values.signature);
    expect(found.score).toBeCloseTo(values.score, DIGITS);
    expect(found.brevityPenalty).toBeCloseTo(values.brevityPenalty, DIGITS);
    expect([found.length, found.referenceLength]).toEqual([values.length, values.referenceLength]);
    for (const [at, precision] of values.precisions.entries()) {
      expect(found.precisions[at]).toBeCloseTo(precision, DIGITS);
    }
  });

  it("chrF2", () => {
    const found = chrf(known.predicted, known.references);
    expect(found.score).toBeCloseTo(known.chrf.score, DIGITS);
    expect(found.signature).toBe(known.chrf.signature);
  });
});

it("one sentence of two words is scored with effective order", () => {
  expect(bleu(["two words"], [["two words"]]).score).toBe(0);
  expect(bleu(["two words"], [["two words"]], { effectiveOrder: true }).score).toBeCloseTo(100);
});

it("a perfect translation has 100, an empty one 0", () => {
  const text = "the quick fox runs home";
  expect(chrf([text], [[text]]).score).toBeCloseTo(100);
  expect(chrf([""], [[text]]).score).toBe(0);
  expect(bleu([""], [[text]]).score).toBe(0);
});
