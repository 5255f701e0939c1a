import { beforeAll, describe, expect, it } from "vitest";
import { createRegistry } from "../../registry.ts";
import { BAG_OF_WORDS } from "../label-tasks.ts";
import type { Results } from "../part.ts";
import { groupOf, groupResults } from "./aggregate.ts";
import { concludeBert } from "./conclude.ts";
import type { FillMaskScore } from "./fill-mask.ts";
import { FILL_MASK, nameOf, type PlannedTuning, planTunings } from "./parts.ts";
import { bertDefaults, bertSettings } from "./settings.ts";

const FULL = bertDefaults(false);
const QUICK = bertDefaults(true);

const filled: FillMaskScore = {
  tokens: 500,
  accuracy: 0.6,
  unigram: 0.1,
  nextSentence: 0.9,
  examples: [
    {
      before: "a <b>",
      after: "tale",
      right: " old",
      guesses: [
        [" old", 0.7],
        [" new", 0.1],
      ],
    },
  ],
};

function resultsOf(
  settings: typeof FULL,
  accuracy: (planned: PlannedTuning) => number,
  fillMask = filled,
): Results {
  const run = { parameters: 1000, tokens: 5000, curve: [[100, 2]] };
  const found = new Map<string, object>([
    [FILL_MASK, fillMask],
    ["encoder", run],
    ["decoder", run],
    [BAG_OF_WORDS, { "tales-entailment": settings.labels.map((count) => [count, 0.5]) }],
    ...planTunings(settings).map(
      (planned) => [nameOf(planned), { accuracy: accuracy(planned), trainLoss: 1 }] as const,
    ),
  ]);
  return { get: <T extends object>(name: string) => found.get(name) as T };
}

/** BERT is ten points better, a seed two points. */
const better = ({ trunk, seed }: PlannedTuning) => (trunk === "encoder" ? 0.8 : 0.7) + seed * 0.02;

describe("the settings", () => {
  let registry: Awaited<ReturnType<typeof createRegistry>>;
  beforeAll(async () => {
    registry = await createRegistry();
  });

  it("are good as they are, and pre-train both on equally many tokens", () => {
    for (const settings of [FULL, QUICK]) {
      expect(bertSettings(registry, settings)).toEqual(settings);
      expect(settings.encoder.maxTokens).toBe(settings.decoder.maxTokens);
      const { type: _, ...encoder } = settings.encoder.model as { type: string };
      const { type: __, ...decoder } = settings.decoder.model as { type: string };
      expect(encoder).toEqual(decoder);
    }
  });

  it("are refused where they make no sense", () => {
    const settings = (change: object) => () => bertSettings(registry, { ...FULL, ...change });
    expect(settings({ labels: [1] })).toThrow("labels and epochs differ in number");
    expect(settings({ maskedBatches: 0 })).toThrow('option "maskedBatches" is wrong');
    expect(settings({ tasks: ["tales-sentimental"] })).toThrow("tales-sentiment");
  });
});

describe("the results together", () => {
  it("are two trunks with every task, number of labels and seed", () => {
    expect(planTunings(FULL)).toHaveLength(2 * 2 * 2 * 3);
    expect(new Set(planTunings(FULL).map(nameOf)).size).toBe(24);
  });

  it("have mean and spread over the seeds", () => {
    const groups = groupResults(FULL, resultsOf(FULL, better));
    expect(groups).toHaveLength(8);
    const group = groupOf(groups, "tales-similarity", 1000, "encoder");
    expect(group.accuracies).toHaveLength(3);
    expect(group.mean).toBeCloseTo(0.84, 12);
    expect(group.low).toBeCloseTo(0.82, 12);
    expect(group.high).toBeCloseTo(0.86, 12);
  });
});

describe("the conclusion", () => {
  it("claims that masks are filled, and pairs judged better, where labels are most", () => {
    const { claims } = concludeBert(FULL, resultsOf(FULL, better));
    expect(claims.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(claims[0]?.text).toContain("60.0 % of 500 masked tokens");
    expect(claims[1]?.text).toContain("tales-entailment, 1000 labels: BERT 84.0 %");
  });

  it("does not hold where it is not so", () => {
    const worse = ({ trunk }: PlannedTuning) => (trunk === "encoder" ? 0.5 : 0.6);
    const guessing = { ...filled, accuracy: 0.12 };
    const { claims } = concludeBert(FULL, resultsOf(FULL, worse, guessing));
    expect(claims.map(({ holds }) => holds)).toEqual([false, false, false]);
  });

  it("shows masks, a chart a task, all numbers, and both pre-trainings", () => {
    const page = concludeBert(FULL, resultsOf(FULL, better)).sections.join("");
    expect(page.match(/<svg/g)).toHaveLength(2 + 2);
    expect(page).toContain("… a &lt;b&gt; ▢ tale …");
    expect(page).toContain("old 70.0 %, new 10.0 %");
    expect(page).toContain("84.0 % (82.0 % to 86.0 %)");
    expect(page).not.toMatch(/NaN|undefined/);
  });
});
