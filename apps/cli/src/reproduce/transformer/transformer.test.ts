import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRegistry } from "../../registry.ts";
import { scratch } from "../../testing/gpt.ts";
import type { Results } from "../part.ts";
import { concludeTransformer } from "./conclude.ts";
import type { AttentionMap } from "./cross-attention.ts";
import { parallelFolder } from "./index.ts";
import {
  EXERCISE,
  EXERCISE_SCORE,
  FINAL_SCORE,
  SHOWN,
  scoreName,
  trainingName,
  transformerParts,
} from "./parts.ts";
import { transformerDefaults, transformerSettings } from "./settings.ts";

const folder = scratch();
afterAll(() => folder.clear());

const FULL = { ...transformerDefaults(false), milestones: 4 };
const QUICK = transformerDefaults(true);

const map: AttentionMap = {
  source: ["Ein", "Hund"],
  target: ["A", "dog", "⏎"],
  layers: [
    [
      [0.9, 0.1],
      [0.25, 0.75],
      [0.5, 0.5],
    ],
  ],
};

/** Results with BLEU at every milestone. */
function resultsOf(course: readonly number[], tokens = 0.999, final = course.at(-1) ?? 0): Results {
  const score = (bleu: number) => ({ bleu, copy: 1.5, chrf: 30, pairs: 10, signature: "BLEU|x" });
  const run = { parameters: 1000, tokens: 5000, curve: [[100, 2]] };
  const examples = [{ source: "Ein Hund", reference: "A dog", translation: "A <i>cat" }];
  const found = new Map<string, object>([
    [EXERCISE, run],
    [EXERCISE_SCORE, { tokens, sequences: 0.98 }],
    [FINAL_SCORE, score(final)],
    [SHOWN, { examples, maps: [map] }],
    ...course.flatMap((bleu, i) => [
      [scoreName(i + 1), { step: (i + 1) * 100, ...score(bleu) }] as const,
      [trainingName(i + 1), run] as const,
    ]),
  ]);
  return { get: <T extends object>(name: string) => found.get(name) as T };
}

describe("the parts", () => {
  it("train in stretches, with BLEU after each, and end with beams and maps", async () => {
    const parts = transformerParts(await createRegistry(), folder.path, FULL);
    expect(parts.map(({ name }) => name)).toEqual([
      EXERCISE,
      EXERCISE_SCORE,
      ...[1, 2, 3, 4].flatMap((n) => [trainingName(n), scoreName(n)]),
      FINAL_SCORE,
      SHOWN,
    ]);
    const stretches = parts.filter(({ name }) => name.startsWith("translation-"));
    const { steps, batchSize } = FULL.translation as { steps: number; batchSize: number };
    const cost = stretches.reduce((sum, part) => sum + part.cost, 0);
    expect(cost).toBe(steps * batchSize * 64);
  });
});

describe("the settings", () => {
  it("are good as they are", () => {
    expect(transformerSettings(FULL)).toEqual(FULL);
    expect(transformerSettings(QUICK)).toEqual(QUICK);
  });

  it("are refused where a curve would be a point", () => {
    expect(() => transformerSettings({ ...FULL, milestones: 1 })).toThrow("milestones");
  });

  it("take German and English from a folder", () => {
    const path = join(folder.path, "mt");
    mkdirSync(path);
    for (const name of ["train.de", "train.en", "val.de"]) writeFileSync(join(path, name), "x\n");
    expect(() => parallelFolder([path])).toThrow("val.en");
    writeFileSync(join(path, "val.en"), "x\n");
    expect(parallelFolder([path])).toEqual({
      "translation.data": {
        type: "task",
        task: {
          type: "task-files",
          task: "parallel",
          train: [join(path, "train.de"), join(path, "train.en")],
          validation: [join(path, "val.de"), join(path, "val.en")],
        },
      },
    });
    expect(() => parallelFolder([path, path])).toThrow("one folder");
    expect(() => parallelFolder([join(path, "none")])).toThrow("no folder");
  });
});

describe("the conclusion", () => {
  it("claims reversing, translating, and that BLEU rises", () => {
    const { claims } = concludeTransformer(FULL, resultsOf([1, 4, 7, 9]));
    expect(claims.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(claims[1]?.text).toContain("BLEU 9.00 on 10 validation pairs, copying the source 1.50");
    expect(claims[1]?.text).toContain("BLEU|x");
    expect(claims[2]?.text).toContain("1.0 → 4.0 → 7.0 → 9.0");
  });

  it("does not hold where it is not so", () => {
    const { claims } = concludeTransformer(FULL, resultsOf([3, 3, 2, 1], 0.985));
    expect(claims.map(({ holds }) => holds)).toEqual([false, false, false]);
  });

  it("shows curves, translations, and a map for every layer with the weights to point at", () => {
    const page = concludeTransformer(FULL, resultsOf([1, 4, 7, 9])).sections.join("");
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).toContain("A &lt;i&gt;cat");
    expect(page.match(/class="map"/g)).toHaveLength(1);
    expect(page.match(/title="0.75"/g)).toHaveLength(1);
    expect(page).toContain("<th>Hund</th>");
    expect(page).not.toMatch(/NaN|undefined/);
  });
});
