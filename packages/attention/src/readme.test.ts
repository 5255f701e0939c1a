import "@tensorflow/tfjs-backend-cpu";
import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  expect(shown.patterns).toEqual([{ type: "causal" }, { type: "banded", window: 2 }]);
  const [dense, banded] = (shown.outputs as Tensor[]).map((out) => out.dataSync().slice());
  expect((shown.outputs as Tensor[])[0]?.shape).toEqual([1, 6, 4, 8]);
  const first = 2 * 4 * 8; // the first two positions see the same keys in both
  expect(banded?.slice(0, first)).toEqual(dense?.slice(0, first));
  expect(banded?.slice(first)).not.toEqual(dense?.slice(first));
});
