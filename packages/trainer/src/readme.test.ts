import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";
import type { TrainResult } from "./index.ts";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const losses = shown.losses as number[];
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  expect(shown.result as TrainResult).toMatchObject({ step: 20, reason: "steps" });
});
