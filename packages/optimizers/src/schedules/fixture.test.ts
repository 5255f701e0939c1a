import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import type { PluginConfig } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { registry } from "../testing.ts";

const path = ["spec", "golden", "lr-schedules.json"] as const;
const here = hasShared(...path);

/** A curve of the fixture: our config, and which update shows the value of a point. */
interface Curve {
  readonly name: string;
  readonly config: PluginConfig;
  /** Counter of a point: the fixture gives steps, shares of a run, or tokens. */
  readonly update: (point: number) => number;
  /** What the fixture's value 1 stands for. */
  readonly unit?: number;
}

const STEPS = 100_000;
const TOKENS = 62_500; // of one update: divides every point of the fixture
const afterCount = (step: number) => step + 1; // the counter shows 0 at update 1

const CURVES: readonly Curve[] = [
  {
    name: "noam_base_d512_w4000",
    config: { type: "noam", dModel: 512 },
    update: (step) => step,
  },
  {
    name: "noam_big_d1024_w4000",
    config: { type: "noam", dModel: 1024 },
    update: (step) => step,
  },
  {
    name: "gpt1_finetune_multiplier_at_fraction_x",
    config: { type: "gpt1", form: "linear", steps: STEPS },
    update: (share) => afterCount(Math.round(share * STEPS)),
    unit: 2.5e-4,
  },
  {
    name: "gpt1_release_cosine_multiplier_at_fraction_x",
    config: { type: "gpt1", steps: STEPS },
    update: (share) => afterCount(Math.round(share * STEPS)),
    unit: 2.5e-4,
  },
  {
    name: "bert_pretrain_step",
    config: { type: "bert", steps: 1_000_000 },
    update: afterCount,
  },
  {
    name: "gpt3_175b_tokens_cosine_from_warmup_end",
    config: { type: "gpt3", learningRate: 6e-5, tokensPerUpdate: TOKENS },
    update: (tokens) => tokens / TOKENS,
  },
];

type Fixture = { readonly [name: string]: { readonly [point: string]: number } };

describe.skipIf(!here)("learning rates of the published schedules", () => {
  const fixture = here ? (JSON.parse(readFileSync(shared(...path), "utf8")) as Fixture) : {};

  it("covers every curve of the fixture", () => {
    expect(Object.keys(fixture).sort()).toEqual(CURVES.map(({ name }) => name).sort());
  });

  it.each(CURVES)(
    "$name, every point to 1e-6 of the peak",
    ({ name, config, update, unit = 1 }) => {
      const schedule = registry.create("schedule", config, {});
      const points = Object.entries(fixture[name] ?? {});
      const peak = Math.max(...points.map(([, value]) => value));
      expect(points.length).toBeGreaterThan(2);
      for (const [point, value] of points) {
        const got = schedule(update(Number(point))) / unit;
        expect([point, Math.abs(got - value) <= 1e-6 * peak]).toEqual([point, true]);
      }
    },
  );
});
