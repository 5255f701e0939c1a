import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const [first, ...others] = shown.logits as Float32Array;
  expect(first).toBeCloseTo(Math.LN2, 6);
  expect(others).toEqual([0, 0]);
  expect(shown.loss).toBeCloseTo(Math.LN2, 6);
});
