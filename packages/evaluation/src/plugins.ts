import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { exactMatch, tokenF1 } from "./answers.ts";
import { bleu } from "./bleu.ts";
import { chrf } from "./chrf.ts";
import { accuracy, f1, matthews } from "./classes.ts";
import { pearson, spearman } from "./correlation.ts";
import { entityF1 } from "./entities.ts";
import type { Metric, NumberMetric } from "./metric.ts";

const none = v.strictObject({});

function plugin(description: string, metric: Metric): AnyPlugin {
  return definePlugin({
    kind: "metric",
    name: metric.name,
    description,
    options: none,
    create: () => metric,
  });
}

function numbers(
  name: string,
  compute: (predicted: readonly number[], expected: readonly number[]) => number,
): NumberMetric {
  return {
    name,
    input: "numbers",
    best: 1,
    score: (predicted, expected) => ({ value: compute(predicted, expected) }),
  };
}

const f1Plugin = definePlugin({
  kind: "metric",
  name: "f1",
  description: "F1 of one class, with precision and recall.",
  options: v.strictObject({
    positive: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  }),
  create: ({ positive }): Metric => ({
    name: "f1",
    input: "numbers",
    best: 1,
    score(predicted, expected) {
      const { f1: value, ...details } = f1(predicted, expected, positive);
      return { value, details };
    },
  }),
});

const bleuPlugin = definePlugin({
  kind: "metric",
  name: "bleu",
  description: "BLEU of translations, as sacreBLEU computes it; 0 to 100.",
  options: v.strictObject({
    lowercase: v.optional(v.boolean(), false),
    effectiveOrder: v.optional(v.boolean(), false),
  }),
  create: (options): Metric => ({
    name: "bleu",
    input: "texts",
    best: 100,
    score(predicted, expected) {
      const { score, signature, brevityPenalty, length, referenceLength } = bleu(
        predicted,
        expected,
        options,
      );
      return { value: score, details: { brevityPenalty, length, referenceLength }, signature };
    },
  }),
});

const entities: Metric = {
  name: "entity-f1",
  input: "tags",
  best: 1,
  score(predicted, expected) {
    const { f1: value, precision, recall, types } = entityF1(predicted, expected);
    const ofTypes = Object.entries(types).map(([type, score]) => [`f1 ${type}`, score.f1]);
    return { value, details: { precision, recall, ...Object.fromEntries(ofTypes) } };
  },
};

const exact: Metric = {
  name: "exact-match",
  input: "texts",
  best: 1,
  score: (predicted, expected) => ({ value: exactMatch(predicted, expected) }),
};

const tokens: Metric = {
  name: "token-f1",
  input: "texts",
  best: 1,
  score: (predicted, expected) => ({
    value: tokenF1(predicted, expected),
    details: { exactMatch: exactMatch(predicted, expected) },
  }),
};

const characters: Metric = {
  name: "chrf",
  input: "texts",
  best: 100,
  score(predicted, expected) {
    const { score, signature } = chrf(predicted, expected);
    return { value: score, signature };
  },
};

/** All metrics of this package, for `registry.register(...metricPlugins)`. */
export const metricPlugins: readonly AnyPlugin[] = [
  plugin("Share of predictions that are right.", numbers("accuracy", accuracy)),
  f1Plugin,
  plugin("Matthews correlation of classes.", numbers("matthews", matthews)),
  plugin("Pearson's correlation of scores.", numbers("pearson", pearson)),
  plugin("Spearman's rank correlation of scores.", numbers("spearman", spearman)),
  plugin("Share of answers that equal an accepted one, as SQuAD compares them.", exact),
  plugin("Words shared with the nearest accepted answer, as F1.", tokens),
  plugin("F1 over whole entities of IOB tags.", entities),
  bleuPlugin,
  plugin("chrF2 of translations, as sacreBLEU computes it; 0 to 100.", characters),
];
