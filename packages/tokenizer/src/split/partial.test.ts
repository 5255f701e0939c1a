import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CL100K_PATTERN } from "./cl100k.ts";
import { GPT2_PATTERN } from "./gpt2.ts";
import { O200K_PATTERN } from "./o200k.ts";
import { partial } from "./partial.ts";

const source = (pattern: string): string | undefined => partial(pattern)?.source;

test("every character may also be the end; groups and quantifiers stay", () => {
  expect(source("ab?")).toBe("(?:a|$)(?:b|$)?");
  expect(source("(?:a|[^b\\]])+?$")).toBe("(?:(?:a|$)|(?:[^b\\]]|$))+?$");
  expect(source("(\\p{L}){2,}(?<n>\\ud83d\\ude42)")).toBe(
    "((?:\\p{L}|$)){2,}(?<n>(?:\\ud83d\\ude42|$))",
  );
  expect(source("\\s+(?!\\S)")).toBe("(?:\\s|$)+(?:(?!\\S)|$)");
});

test.each([
  "^a",
  "a\\b",
  "\\Ba",
  "(?<=a)b",
  "(?<!a)b",
  "(a)\\1",
  "(?<n>a)\\k<n>",
  "(?=ab)",
  "(?!a+)",
])("%s looks back or far ahead: nothing can be told", (pattern) => {
  expect(new RegExp(pattern, "u").source).toBe(pattern);
  expect(partial(pattern)).toBeNull();
});

describe("what it finds before the end of a text is found in every longer text", () => {
  const text = fc
    .array(fc.constantFrom(..."ab c\n1é'sS\u0301", "🙂", "  ", "ba"), { maxLength: 16 })
    .map((parts) => parts.join(""));
  const patterns = [
    GPT2_PATTERN,
    CL100K_PATTERN,
    O200K_PATTERN,
    "a(?:b*c|b)|b{2}|b",
    "(?:ab|a|ba?)+?(?=c| |$)|[^]",
    "a*?b(?!a|$)|\\u{1F642}.?|",
    "(?:a|b+){2,3}?c|(?:)| +$",
  ].map((pattern) =>
    pattern.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}"),
  );

  test.each(patterns)("%s", (pattern) => {
    const [early, whole] = [partial(pattern) as RegExp, new RegExp(pattern, "gu")];
    const places = (matches: Iterable<RegExpExecArray>): string[] =>
      Array.from(matches, ({ 0: found, index }) => `${index}:${index + found.length}`);
    fc.assert(
      fc.property(text, text, (first, second) => {
        const certain = places(first.matchAll(early));
        const end = certain.findIndex((place) => place.endsWith(`:${first.length}`));
        const told = certain.slice(0, end);
        expect(places((first + second).matchAll(whole)).slice(0, told.length)).toEqual(told);
      }),
      { numRuns: 3000 },
    );
  });
});
