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
