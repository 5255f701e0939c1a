import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, test } from "vitest";
import type { PairEncoding, Tokenizer } from "./index.ts";

const shown = await runReadme(join(import.meta.dirname, ".."));

test("the example of the README encodes and decodes", () => {
  expect([...(shown.ids as Uint32Array)]).toEqual([15496, 11, 995, 0]);
  expect(shown.text).toBe("Hello, world!");
  expect(shown.count).toBe(5);
  expect([...(shown.starts as Uint32Array)]).toEqual([0, 2, 5]);
  expect([...(shown.ends as Uint32Array)]).toEqual([2, 5, 8]);
});

test("the example of the README trains and loads", () => {
  const { ids, types } = shown.pair as PairEncoding;
  const again = shown.again as Tokenizer;
  expect(again.encodePair("low", "newest", { addSpecials: true }).ids).toEqual(ids);
  expect(again.decode(ids)).toBe("[CLS] low [SEP] newest [SEP]");
  expect(types[0]).toBe(0);
  expect(types.at(-1)).toBe(1);
});
