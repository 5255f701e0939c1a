import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(readdirSync(shown.folder as string)).toEqual(["config.json", "model.safetensors"]);
  expect(shown.loaded).toMatchObject({ type: "gpt2", vocabSize: 3 });
  const weights = shown.weights as Map<string, Float32Array>;
  expect([...(weights.get("wte.weight") ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
});
