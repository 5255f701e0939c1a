import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it, vi } from "vitest";
import type { BackendChoice } from "./index.ts";

it("runs the example of the README", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(info).toHaveBeenCalledWith((shown.choice as BackendChoice).summary);
  expect(shown.slope).toEqual(Float32Array.of(3, 4));
  info.mockRestore();
});
