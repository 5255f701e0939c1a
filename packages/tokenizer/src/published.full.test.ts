import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { anyText } from "./testing/text-arbitrary.ts";

const tokenizer = await gpt2Tokenizer();

test.each([
  ["gpt2", tokenizer],
  ["cl100k", await cl100kTokenizer()],
  ["o200k", await o200kTokenizer()],
] as const)("%s: 100,000 random texts come back", (_name, tokenizer) => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }),
    { numRuns: 100_000 },
  );
});

test.skipIf(!hasShared("data", "lm"))("whole books in three scripts come back", () => {
  for (const file of ["tinyshakespeare.txt", "fr/moliere.txt", "zh/song_ci_2000.txt"]) {
    const text = readFileSync(shared("data", "lm", ...file.split("/")), "utf8");
    expect(tokenizer.decode(tokenizer.encode(text)) === text, file).toBe(true);
  }
});
