import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasShared, shared } from "@gpt/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ByteBpeTokenizer } from "./byte-bpe.ts";
import { cl100kTokenizer, gpt2Tokenizer, o200kTokenizer } from "./published.ts";
import { codeOf } from "./testing/errors.ts";
import { anyText } from "./testing/text-arbitrary.ts";
import { wellFormed } from "./utf8.ts";

const TOKENIZERS = {
  gpt2: await gpt2Tokenizer(),
  cl100k: await cl100kTokenizer(),
  o200k: await o200kTokenizer(),
};

type Name = keyof typeof TOKENIZERS;

const ALL = Object.entries(TOKENIZERS) as [Name, ByteBpeTokenizer][];

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "fixtures", name), "utf8");

test.each([
  ["gpt2", 50_257, 50_256],
  ["cl100k", 100_277, 100_257],
  ["o200k", 200_019, 199_999],
] as const)("%s has %i ids; %i ends a document", (name, size, end) => {
  expect(TOKENIZERS[name].vocabSize).toBe(size);
  expect(TOKENIZERS[name].endOfText).toBe(end);
});

describe.each(ALL)("%s", (name, tokenizer) => {
  test("has tiktoken's ids on strings with sharp edges", () => {
    const cases = JSON.parse(fixture("tiktoken-strings.json")) as ({ text: string } & Record<
      Name,
      number[]
    >)[];
    for (const one of cases)
      expect([...tokenizer.encode(one.text)], JSON.stringify(one.text)).toEqual(one[name]);
    expect(cases.length).toBe(600);
  });

  test("gives every random text back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each(ALL)("%s: any UTF-16 comes back, lone surrogates as U+FFFD", (_name, tokenizer) => {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(wellFormed(text));
    }),
    { numRuns: 1000 },
  );
});

test("an id that stands for nothing is refused", async () => {
  expect(await codeOf(() => TOKENIZERS.cl100k.decode([100_256]))).toBe("ID_OUT_OF_RANGE");
  expect(await codeOf(() => TOKENIZERS.o200k.decode([200_000]))).toBe("ID_OUT_OF_RANGE");
  expect(TOKENIZERS.cl100k.decode([100_276])).toBe("<|endofprompt|>");
});

describe.skipIf(!hasShared("data", "lm"))("texts of books, code and the web", () => {
  const hashes = JSON.parse(fixture("tiktoken-hashes.json")) as Record<
    string,
    { textSha256: string } & Record<Name, string>
  >;

  test.each(Object.keys(hashes))("%s has tiktoken's ids", (file) => {
    const bytes = readFileSync(shared("data", "lm", ...file.split("/")));
    const expected = hashes[file];
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(expected?.textSha256);
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    for (const [name, tokenizer] of ALL) {
      const ids = tokenizer.encode(text);
      expect(createHash("sha256").update(ids).digest("hex"), name).toBe(expected?.[name]);
      expect(tokenizer.decode(ids) === text, name).toBe(true);
    }
  });
});
