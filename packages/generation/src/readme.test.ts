import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const pieces = shown.pieces as string[];
  expect(pieces.length).toBeGreaterThanOrEqual(20);
  expect(shown.whole).toBe(pieces.join(""));
});
