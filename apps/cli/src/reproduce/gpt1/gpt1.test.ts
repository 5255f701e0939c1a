import { beforeAll, describe, expect, it } from "vitest";
import { createRegistry } from "../../registry.ts";
import { BAG_OF_WORDS } from "../label-tasks.ts";
import type { Results } from "../part.ts";
import { gains, groupOf, groupResults } from "./aggregate.ts";
import { concludeGpt1 } from "./conclude.ts";
import { nameOf, type PlannedTuning, PRETRAINING, planTunings } from "./plan.ts";
import { gpt1Defaults, gpt1Settings } from "./settings.ts";

const FULL = gpt1Defaults(false);
const QUICK = gpt1Defaults(true);

/** Results of a plan: what a fine-tuning reaches follows from what it is. */
function resultsOf(settings: typeof FULL, accuracy: (planned: PlannedTuning) => number): Results {
  const found = new Map<string, object>(
    planTunings(settings).map((planned) => [
      nameOf(planned),
      { accuracy: accuracy(planned), trainLoss: 1 },
    ]),
  );
  found.set(BAG_OF_WORDS, { "tales-sentiment": settings.labels.map((count) => [count, 0.6]) });
  const curve = [
    [100, 2],
    [200, 1],
  ];
  found.set(PRETRAINING, { parameters: 1000, tokens: 5000, curve });
  return { get: <T extends object>(name: string) => found.get(name) as T };
}

/** Pre-training helps by 20 points on the average, 11 points up and down by seed. */
const helped = ({ start, seed }: PlannedTuning) =>
  (start === "pretrained" ? 0.8 : 0.6) + (seed - 2) * 0.11;

describe("the plan", () => {
  it("is every combination: 144 fine-tunings, 16 quick ones", () => {
    expect(planTunings(FULL)).toHaveLength(4 * 3 * 2 * 2 * 3);
    expect(planTunings(QUICK)).toHaveLength(4 * 2 * 2);
    expect(new Set(planTunings(FULL).map(nameOf)).size).toBe(144);
  });

  it("begins with the fewest labels, and passes over few labels more often", () => {
    const planned = planTunings(FULL);
    expect(planned.slice(0, 48).every(({ labels }) => labels === 100)).toBe(true);
    expect(planned[0]?.epochs).toBeGreaterThan(planned.at(-1)?.epochs as number);
  });
});

describe("the settings", () => {
  let registry: Awaited<ReturnType<typeof createRegistry>>;
  beforeAll(async () => {
    registry = await createRegistry();
  });

  it("are good as they are", () => {
    expect(gpt1Settings(registry, FULL)).toEqual(FULL);
    expect(gpt1Settings(registry, QUICK)).toEqual(QUICK);
  });

  it("are refused where they make no sense", () => {
    const settings = (change: object) => () => gpt1Settings(registry, { ...FULL, ...change });
    expect(settings({ epochs: [1] })).toThrow("labels and epochs differ in number");
    expect(settings({ seeds: 0 })).toThrow('option "seeds" is wrong');
    expect(settings({ tasks: ["tales-sentimental"] })).toThrow("tales-sentiment");
    expect(settings({ steps: 3 })).toThrow('no option "steps"');
  });
});

describe("the results together", () => {
  const groups = groupResults(FULL, resultsOf(FULL, helped));

  it("have mean and spread over the seeds", () => {
    expect(groups).toHaveLength(48);
    const at = { task: "tales-choice", labels: 300, lmWeight: 0.5 };
    const group = groupOf(groups, { ...at, start: "pretrained" });
    expect(group.accuracies).toHaveLength(3);
    for (const [got, wanted] of [
      [group.mean, 0.8],
      [group.low, 0.69],
      [group.high, 0.91],
    ]) {
      expect(got).toBeCloseTo(wanted as number, 12);
    }
  });

  it("say what pre-training gains, and whether every seed shows it", () => {
    const [gain] = gains(FULL, groups);
    expect(gain?.margin).toBeCloseTo(0.2, 12);
    expect(gain?.separate).toBe(false);
    const far = resultsOf(FULL, ({ start, seed }) => (start === "pretrained" ? 0.9 : 0.1 * seed));
    expect(gains(FULL, groupResults(FULL, far)).every(({ separate }) => separate)).toBe(true);
  });
});

describe("the conclusion", () => {
  it("claims a clear margin for every task at the fewest labels, with the auxiliary loss", () => {
    const { claims } = concludeGpt1(FULL, resultsOf(FULL, helped));
    expect(claims.map(({ text }) => text.split(":")[0])).toEqual(
      FULL.tasks.map((task) => `${task}, 100 labels`),
    );
    expect(claims.every(({ holds }) => holds)).toBe(true);
    expect(claims[0]?.text).toContain("pre-trained 80.0 %, random 60.0 %: +20.0 points");
  });

  it("does not hold where the margin is small", () => {
    const little = ({ start }: PlannedTuning) => (start === "pretrained" ? 0.64 : 0.6);
    const { claims } = concludeGpt1(FULL, resultsOf(FULL, little));
    expect(claims.some(({ holds }) => holds)).toBe(false);
  });

  it("shows a chart a task, the auxiliary loss's effect, all numbers, and the pre-training", () => {
    const { sections } = concludeGpt1(FULL, resultsOf(FULL, helped));
    const page = sections.join("");
    expect(sections).toHaveLength(4);
    expect(page.match(/<svg/g)).toHaveLength(4 + 2 + 1);
    expect(page.match(/bag of words/g)).toHaveLength(1); // the one task that it was counted for
    expect(page).toContain("80.0 % (69.0 % to 91.0 %)");
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it("of a quick run has no section about the auxiliary loss", () => {
    const { sections } = concludeGpt1(QUICK, resultsOf(QUICK, helped));
    expect(sections).toHaveLength(3);
    expect(sections.join("")).not.toMatch(/NaN|undefined/);
  });
});
