import "@tensorflow/tfjs-backend-cpu";
import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import type { PluginConfig } from "@gpt/registry";
import { ready } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type Nested, numbers, optimizer, parameter, step } from "./testing.ts";

const path = ["spec", "golden", "optimizer-steps.json"] as const;
const here = hasShared(...path);

interface Fixture {
  readonly p0: Nested;
  readonly grads: readonly Nested[];
  readonly lr_per_step: readonly number[];
  readonly results_after_each_step: { readonly [variant: string]: readonly number[][][] };
}

/** Fixture's name → our entry. The fixture's gradients are not clipped. */
const VARIANTS: readonly [string, PluginConfig][] = [
  ["gpt1_release", { type: "adam-gpt1", clipNorm: null }],
  ["bert_release", { type: "adam-bert", clipNorm: null }],
  ["gpt3_adamw", { type: "adamw", clipNorm: null }],
  ["transformer_adam", { type: "adam" }],
];

beforeAll(async () => {
  await ready();
});

describe.skipIf(!here)("four updates of the published optimizers", () => {
  const fixture = here
    ? (JSON.parse(readFileSync(shared(...path), "utf8")) as Fixture)
    : { p0: [], grads: [], lr_per_step: [], results_after_each_step: {} };

  it("covers every variant of the fixture", () => {
    const known = VARIANTS.map(([name]) => name).sort();
    expect(Object.keys(fixture.results_after_each_step).sort()).toEqual(known);
  });

  it.each(VARIANTS)("%s, to 1e-6", (variant, config) => {
    const w = parameter("w", fixture.p0);
    const made = optimizer(config, w);
    for (const [i, grad] of fixture.grads.entries()) {
      step(made, [grad], fixture.lr_per_step[i] as number);
      const expected = (fixture.results_after_each_step[variant] as number[][][])[i]?.flat();
      for (const [at, value] of numbers(w.variable).entries()) {
        expect(Math.abs(value - (expected?.[at] as number))).toBeLessThan(1e-6);
      }
    }
  });
});
