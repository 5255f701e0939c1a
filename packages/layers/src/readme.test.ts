import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";
import type { ParameterTable } from "./index.ts";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const losses = shown.losses as number[];
  expect(losses[0]).toBeGreaterThan(0.2);
  expect(losses.at(-1)).toBeLessThan(0.01);
  const names = ["hidden.weight", "hidden.bias", "norm.weight", "norm.bias"];
  expect((shown.parameters as ParameterTable).names.slice(0, 4)).toEqual(names);
});
