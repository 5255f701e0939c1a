import { Registry } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { type MetricScore, metricPlugins } from "./index.ts";

const registry = new Registry().register(...metricPlugins);

/** Scores that a metric gives for answers of its kind. */
function score(name: string, right: boolean, options: object = {}): MetricScore {
  const metric = registry.create("metric", { type: name, ...options }, {});
  expect(metric.name).toBe(name);
  if (metric.input === "numbers") return metric.score(right ? [0, 1, 1] : [1, 0, 1], [0, 1, 1]);
  if (metric.input === "tags")
    return metric.score([right ? ["B-X", "O"] : ["O", "B-X"]], [["B-X", "O"]]);
  return metric.score([right ? "a fox in a box" : "no"], [["a fox in a box"]]);
}

describe.each(metricPlugins.map((plugin) => plugin.name))("metric %s", (name) => {
  it("gives its best value to what is right, and less to what is wrong", () => {
    const metric = registry.create("metric", name, {});
    expect(score(name, true).value).toBeCloseTo(metric.best);
    expect(score(name, false).value).toBeLessThan(metric.best);
  });
});

it("options reach the metric", () => {
  expect(score("f1", false, { positive: 1 }).details).toEqual({ precision: 0.5, recall: 0.5 });
  expect(score("f1", false, { positive: 0 }).value).toBe(0);
  expect(score("bleu", true, { lowercase: true }).signature).toContain("case:lc");
});

it("entities are scored by type too", () => {
  expect(score("entity-f1", true).details).toEqual({ precision: 1, recall: 1, "f1 X": 1 });
});
