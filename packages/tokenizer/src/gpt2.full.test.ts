import { readFileSync } from "node:fs";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gpt2Tokenizer } from "./published.ts";
import { anyText } from "./testing/text-arbitrary.ts";

const tokenizer = await gpt2Tokenizer();

test("100,000 random texts come back", () => {
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
