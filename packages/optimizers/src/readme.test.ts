import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";
import type { OptimizerState } from "./index.ts";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const losses = shown.losses as number[];
  expect(losses[0]).toBe(13);
  expect(losses.at(-1)).toBeLessThan(0.1);
  const { scalars, tensors } = shown.state as OptimizerState;
  expect(scalars).toEqual({ step: 50 });
  expect(Object.keys(tensors)).toEqual(["w.m", "w.v"]);
});
