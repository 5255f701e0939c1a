import { describe, expect, test } from "vitest";
import { numberSpecials, SpecialTokens } from "./special-tokens.ts";
import { codeOf } from "./testing/errors.ts";

const tokens = new SpecialTokens(
  new Map([
    ["<|a|>", 7],
    ["<|a|>+", 8],
    ["[x]", 9],
    ["<|endoftext|>", 10],
  ]),
);

/** Plain stretches as text, special tokens as ids. */
function cut(text: string, allowed?: "all" | readonly string[]): (string | number)[] {
  return tokens.cut(text, allowed).map(({ start, end, id }) => id ?? text.slice(start, end));
}

describe("cutting at special tokens", () => {
  test("nothing is special unless allowed", () => {
    expect(cut("u<|a|>v")).toEqual(["u<|a|>v"]);
    expect(cut("u<|a|>v", [])).toEqual(["u<|a|>v"]);
  });

  test("only those allowed are cut out", () => {
    expect(cut("[x]u<|a|>v", ["<|a|>"])).toEqual(["[x]u", 7, "v"]);
    expect(cut("[x]u<|a|>v", "all")).toEqual([9, "u", 7, "v"]);
  });

  test("the longer of two at one place is taken", () => {
    expect(cut("<|a|>+<|a|>", "all")).toEqual([8, 7]);
    expect(cut("<|a|>+", ["<|a|>"])).toEqual([7, "+"]);
  });

  test("no empty text stands between, before or after them", () => {
    expect(cut("[x][x]", "all")).toEqual([9, 9]);
    expect(cut("", "all")).toEqual([]);
  });

  test("an unknown name is refused, with those that are known", async () => {
    expect(await codeOf(() => tokens.cut("x", ["<|b|>"]))).toBe("SPECIAL_UNKNOWN");
    expect(() => tokens.cut("x", ["<|endoftex|>"])).toThrow(
      "one of <|a|>, <|a|>+, [x], <|endoftext|>",
    );
  });
});

describe("special tokens", () => {
  test("the end of text is found by its name", () => {
    expect(tokens.endOfText).toBe(10);
    expect(new SpecialTokens(new Map()).endOfText).toBeNull();
  });

  test("get ids one after the other", () => {
    expect([...numberSpecials(["p", "q"], 5)]).toEqual([
      ["p", 5],
      ["q", 6],
    ]);
  });

  test("twice the same, an empty or a broken name is refused", async () => {
    expect(await codeOf(() => numberSpecials(["p", "p"], 0))).toBe("SPECIAL_INVALID");
    expect(await codeOf(() => new SpecialTokens(new Map([["", 0]])))).toBe("SPECIAL_INVALID");
    expect(await codeOf(() => new SpecialTokens(new Map([["\ud800", 0]])))).toBe("SPECIAL_INVALID");
  });
});
