import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CL100K_OLD_PATTERN, CL100K_PATTERN, Cl100kSplitter } from "./cl100k.ts";
import { GPT2_PATTERN, Gpt2Splitter } from "./gpt2.ts";
import { O200K_PATTERN, O200kSplitter } from "./o200k.ts";
import { RegexSplitter } from "./regex.ts";
import { pieces } from "./split.test-util.ts";
import type { Splitter } from "./splitter.ts";
import { splitterFor } from "./splitter-for.ts";

const SCANNERS: [string, Splitter][] = [
  ["GPT-2's", new Gpt2Splitter()],
  ["cl100k's", new Cl100kSplitter()],
  ["the older cl100k's", new Cl100kSplitter(false)],
  ["o200k's", new O200kSplitter()],
];

const SHARP = [
  ..." \n\t'’sStdrREvelLmMaAéÉ19½-!/.中한ªǅſ\x85\xa0\u2003\u3000\ufeff\u0301\u20dd🙂𝒜𝟘\0\x1c",
  ..." \n\r\r\n'",
];

describe.each(SCANNERS)("%s scanner against its regular expression", (_name, scanner) => {
  const regex = new RegexSplitter(scanner.pattern);

  test("cuts sharp-edged strings alike", () => {
    const text = fc.array(fc.constantFrom(...SHARP), { maxLength: 24 });
    fc.assert(
      fc.property(text, (characters) => {
        const s = characters.join("");
        expect(pieces(scanner, s)).toEqual(pieces(regex, s));
      }),
      { numRuns: 5000 },
    );
  });

  test("cuts random Unicode alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (s) => {
        expect(pieces(scanner, s)).toEqual(pieces(regex, s));
      }),
      { numRuns: 1000 },
    );
  });
});

test("cl100k: one symbol or blank joins a word, numbers have three digits, newlines stay together", () => {
  const split = (text: string): string[] => pieces(new Cl100kSplitter(), text);
  expect(split("(Hello,world) 12345")).toEqual(["(Hello", ",world", ")", " ", "123", "45"]);
  expect(split("I'LL we'ſ")).toEqual(["I", "'LL", " we", "'ſ"]);
  expect(split("a\n\n  b")).toEqual(["a", "\n\n", " ", " b"]);
  expect(split("a;\n\nb \n ")).toEqual(["a", ";\n\n", "b", " \n "]);
  expect(pieces(new Cl100kSplitter(false), "b \n ")).toEqual(["b", " \n", " "]);
});

test("o200k: a word ends where capitals follow, a contraction stays with its word", () => {
  const split = (text: string): string[] => pieces(new O200kSplitter(), text);
  expect(split("camelCase HTTPServer don't")).toEqual(["camel", "Case", " HTTPServer", " don't"]);
  expect(split("aあBC")).toEqual(["aあ", "BC"]);
  expect(split("あBC")).toEqual(["あ", "BC"]);
  expect(split("\u0301BC")).toEqual(["\u0301", "BC"]);
  expect(split("\u0301Bc")).toEqual(["\u0301Bc"]);
  expect(split("//\n/x")).toEqual(["//\n/", "x"]);
});

test.each<[string, string, string]>([
  [
    "tiktoken's of GPT-2",
    "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++$|\\s+(?!\\S)|\\s",
    GPT2_PATTERN,
  ],
  [
    "tiktoken's of cl100k",
    "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
    CL100K_PATTERN,
  ],
  [
    "Llama 3's",
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    CL100K_OLD_PATTERN,
  ],
  [
    "tiktoken's of o200k",
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    O200K_PATTERN,
  ],
])("%s spelling gets the scanner", (_name, published, ours) => {
  expect(splitterFor(published).pattern).toBe(ours);
  expect(splitterFor(published)).not.toBeInstanceOf(RegexSplitter);
});
