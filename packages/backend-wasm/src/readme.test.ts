import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("the README has an example that runs", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(shown).toMatchObject({ y: [[0]], backend: "wasm" });
});
