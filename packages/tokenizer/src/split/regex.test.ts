import { isGptError } from "@gpt/registry";
import { expect, test } from "vitest";
import { GPT2_PATTERN, Gpt2Splitter } from "./gpt2.ts";
import { RegexSplitter } from "./regex.ts";
import { pieces } from "./split.test-util.ts";
import { splitterFor } from "./splitter-for.ts";

test("any pattern of JavaScript's u syntax cuts text", () => {
  expect(pieces(new RegexSplitter("\\p{L}+|\\p{N}{1,3}"), "ab1234c")).toEqual([
    "ab",
    "123",
    "4",
    "c",
  ]);
});

test("text that the pattern does not match is kept as pieces of its own", () => {
  expect(pieces(new RegexSplitter("b"), "aabcc")).toEqual(["aa", "b", "cc"]);
});

test("an empty match does not cut and does not hang", () => {
  expect(pieces(new RegexSplitter("x*"), "abxx")).toEqual(["a", "b", "xx"]);
});

test("\\s is Unicode's white space, outside and inside classes", () => {
  expect(pieces(new RegexSplitter("\\s+"), "a\x85b\ufeffc")).toEqual(["a", "\x85", "b\ufeffc"]);
  expect(pieces(new RegexSplitter("[^\\s]+"), "\ufeffa\x85")).toEqual(["\ufeffa", "\x85"]);
  expect(pieces(new RegexSplitter("\\S+"), "a\x85b")).toEqual(["a", "\x85", "b"]);
});

test("an escaped backslash before an s stays a backslash", () => {
  expect(pieces(new RegexSplitter("\\\\s"), "a\\s b")).toEqual(["a", "\\s", " b"]);
});

test("multi-byte characters end where their bytes end", () => {
  expect(pieces(new RegexSplitter("."), "aé中🙂")).toEqual(["a", "é", "中", "🙂"]);
});

test("a pattern that is no regular expression is refused", () => {
  try {
    new RegexSplitter("(?>a)++");
    expect.unreachable();
  } catch (error) {
    expect(isGptError(error) && error.code).toBe("PATTERN_INVALID");
  }
});

test("GPT-2's pattern gets the scanner, any other the engine", () => {
  expect(splitterFor(GPT2_PATTERN)).toBeInstanceOf(Gpt2Splitter);
  expect(splitterFor("\\s+")).toBeInstanceOf(RegexSplitter);
});
