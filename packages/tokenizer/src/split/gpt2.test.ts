import { describe, expect, test } from "vitest";
import { Uint32List } from "../uint32-list.ts";
import { Gpt2Splitter } from "./gpt2.ts";
import { pieces } from "./split.test-util.ts";

const scanner = new Gpt2Splitter();
const split = (text: string): string[] => pieces(scanner, text);

describe("GPT-2's pre-tokens", () => {
  test("one blank joins the word, number or punctuation after it", () => {
    expect(split("Hello world 42 !?")).toEqual(["Hello", " world", " 42", " !?"]);
  });

  test("English contractions are split off in lower case only", () => {
    expect(split("don't we'll I'M you've he'd")).toEqual([
      "don",
      "'t",
      " we",
      "'ll",
      " I",
      "'",
      "M",
      " you",
      "'ve",
      " he",
      "'d",
    ]);
  });

  test("a blank before an apostrophe keeps the contraction from forming", () => {
    expect(split("a 's")).toEqual(["a", " '", "s"]);
  });

  test("an apostrophe at the very end, or before half a contraction, is punctuation", () => {
    expect(split("x'")).toEqual(["x", "'"]);
    expect(split("x'r")).toEqual(["x", "'", "r"]);
    expect(split("x'l")).toEqual(["x", "'", "l"]);
    expect(split("''s")).toEqual(["''", "s"]);
  });

  test("a run of white space leaves its last character to the text after it", () => {
    expect(split("a   b")).toEqual(["a", "  ", " b"]);
    expect(split("a \n b")).toEqual(["a", " \n", " b"]);
    expect(split("a\n\nb")).toEqual(["a", "\n", "\n", "b"]);
    expect(split("a   ")).toEqual(["a", "   "]);
    expect(split("\u3000\u3000中")).toEqual(["\u3000", "\u3000", "中"]);
  });

  test("U+0085 is white space and U+FEFF is not", () => {
    expect(split("a\x85\x85b")).toEqual(["a", "\x85", "\x85", "b"]);
    expect(split("\ufeffa \ufeff")).toEqual(["\ufeff", "a", " \ufeff"]);
  });

  test("nothing gives no pieces, and a range is split as if it stood alone", () => {
    expect(split("")).toEqual([]);
    const ends = new Uint32List();
    scanner.split(new TextEncoder().encode("ab  cd"), 0, 4, ends);
    expect([...ends.toArray()]).toEqual([2, 4]);
  });
});
