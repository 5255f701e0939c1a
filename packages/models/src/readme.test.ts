import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(shown.gpt3).toBe(174_604_259_328);
  const losses = shown.losses as number[];
  expect(losses[0]).toBeCloseTo(Math.log(16), 0);
  expect(losses.at(-1)).toBeLessThan(0.3 * (losses[0] as number));
});
