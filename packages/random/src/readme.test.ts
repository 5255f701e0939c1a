import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";
import type { Random } from "./index.ts";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect((shown.weights as Float32Array).every((value) => value !== 0)).toBe(true);
  expect([...(shown.order as number[])].sort()).toEqual([0, 1, 2, 3, 4]);
  expect((shown.throws as number[]).every((eyes) => eyes >= 1 && eyes <= 6)).toBe(true);
  expect((shown.again as Random).state).toBeGreaterThanOrEqual(3);
});
