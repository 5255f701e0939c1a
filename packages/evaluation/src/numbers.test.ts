import { describe, expect, it } from "vitest";
import { DIGITS, fixture } from "./fixtures.test-util.ts";
import { accuracy, confusionMatrix, f1, matthews, pearson, spearman } from "./index.ts";

describe.each(fixture.classification)("classes: %#", (known) => {
  const { predicted, expected, classes } = known;

  it("scikit-learn's accuracy and Matthews correlation", () => {
    expect(accuracy(predicted, expected)).toBeCloseTo(known.accuracy, DIGITS);
    expect(matthews(predicted, expected)).toBeCloseTo(known.matthews, DIGITS);
  });

  it("scikit-learn's F1 of every class", () => {
    for (const [positive, values] of known.f1.entries()) {
      const found = f1(predicted, expected, positive);
      expect(found.precision).toBeCloseTo(values.precision, DIGITS);
      expect(found.recall).toBeCloseTo(values.recall, DIGITS);
      expect(found.f1).toBeCloseTo(values.f1, DIGITS);
    }
  });

  it("scikit-learn's confusion matrix", () => {
    expect(confusionMatrix(predicted, expected, classes)).toEqual(known.confusion);
  });
});

describe.each(fixture.correlation)("scores: %#", ({ predicted, expected, ...known }) => {
  it("SciPy's correlations", () => {
    expect(pearson(predicted, expected)).toBeCloseTo(known.pearson, DIGITS);
    expect(spearman(predicted, expected)).toBeCloseTo(known.spearman, DIGITS);
  });
});

it("a constant has no correlation", () => {
  expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBe(0);
  expect(spearman([1, 2, 3], [0.1, 0.1, 0.1])).toBe(0);
});

it("refuses what cannot be scored", () => {
  const code = expect.objectContaining({ code: "METRIC_INPUT" });
  expect(() => accuracy([1], [1, 0])).toThrow(code);
  expect(() => f1([], [])).toThrow(code);
  expect(() => matthews([1, 2], [1])).toThrow(code);
  expect(() => pearson([], [])).toThrow(code);
  expect(() => confusionMatrix([0, 1], [0, 2], 2)).toThrow(code);
  expect(() => confusionMatrix([-1], [0], 2)).toThrow(code);
});
