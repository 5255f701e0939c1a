import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import type { Tokenizer } from "@gpt/tokenizer";
import { expect, it } from "vitest";
import type { BatchData } from "./index.ts";

it("runs the example of the README", async () => {
  const shown = await runReadme(join(import.meta.dirname, ".."));
  const [train = 0, validation = 0] = shown.lengths as number[];
  expect(validation / (train + validation)).toBeCloseTo(0.1, 3);
  const { inputs } = shown.batch as BatchData;
  expect(inputs?.shape).toEqual([4, 64]);
  expect((shown.tokenizer as Tokenizer).decode(inputs?.data ?? [])).toMatch(/[a-z]+ [a-z]+/);
  expect(shown.again).toEqual(shown.batch);
  expect(shown.labels).toEqual(["entailment", "neutral", "contradiction"]);
  expect(shown.example).toEqual({
    text: expect.stringMatching(/[a-z]\.$/),
    second: expect.stringMatching(/[a-z]\.$/),
    label: 0,
  });
});
