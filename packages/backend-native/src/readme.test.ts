import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { describe, expect, it } from "vitest";
import { missing } from "./available.ts";

describe.skipIf(missing())("README", () => {
  it("has an example that runs", async () => {
    const shown = await runReadme(join(import.meta.dirname, ".."));
    expect(shown).toMatchObject({ y: [[0]], backend: "native", product: [[-2]] });
  });
});

describe.skipIf(missing())("the README of the kernels", () => {
  it("shows what is true", async () => {
    const own = join(import.meta.dirname, "..");
    const shown = await runReadme(join(own, "..", "kernels"), own);
    expect(shown).toMatchObject({ sum: [4, 6], inUse: true });
  });
});
