import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(shown.correlation).toBeCloseTo(0.57735, 5);
  expect(shown.matrix).toEqual([
    [1, 1],
    [0, 2],
  ]);
  expect(shown.score).toBeCloseTo(100 * (((((((6 / 7) * 5) / 6) * 4) / 5) * 3) / 4) ** 0.25, 9);
  expect(shown.signature).toBe("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0");
  expect(shown.f1).toEqual({
    value: expect.closeTo(0.8),
    details: { precision: 2 / 3, recall: 1 },
  });
});
