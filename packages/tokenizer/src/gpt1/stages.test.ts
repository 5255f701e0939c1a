import { describe, expect, test } from "vitest";
import { fixText } from "./fix-text.ts";
import { Rewritten } from "./rewritten.ts";
import { standardize } from "./standardize.ts";
import { words } from "./words.ts";

/** What a stage makes of a text, the same with and without places. */
function after(stage: (text: Rewritten) => void, text: string): string {
  const [plain, placed] = [new Rewritten(text, false), new Rewritten(text, true)];
  stage(plain);
  stage(placed);
  expect(placed.text).toBe(plain.text);
  expect(placed.places?.starts.length).toBe(plain.text.length);
  return plain.text;
}

describe("fixing text", () => {
  test.each([
    ["curly quotes", "\u201Cit\u2019s\u201D \u201E\u201A", '"it\'s" "\''],
    ["mojibake", "doesn\u00E2\u20AC\u2122t \u00C3\u00A9t\u00C3\u00A9", "doesn't \u00E9t\u00E9"],
    ["mojibake twice over", "\u00C3\u0192\u00C2\u00A9", "\u00E9"],
    ["no mojibake", "\u00C9\u00AB \u00E0 la", "\u00C9\u00AB \u00E0 la"],
    [
      "entities",
      "&amp;amp; &eacute;&#233;&#xE9; &nope; &#55296;",
      "& \u00E9\u00E9\u00E9 &nope; \uFFFD",
    ],
    ["entities in a line with a tag", "&lt;\n<b>&lt;\n&lt;", "<\n<b>&lt;\n&lt;"],
    ["a tag that was an entity is none", "&lt;b>\n&amp;lt;", "<b>\n<"],
    ["C1 controls", "\x93a\x94\x85", '"a"\u2026'],
    ["ligatures", "\uFB01\uFB03\uFB05\u01C4\u0133", "fiffi\u017FtD\u017Dij"],
    ["width", "\uFF2C\uFF11\u3000\uFF76\uFF9E", "L1 \u30AC"],
    ["line breaks", "a\r\nb\rc\u2028d", "a\nb\nc\nd"],
    ["terminal escapes", "\x1b[36;44mx\x1b[0m", "x"],
    ["control characters", "a\0b\x07\uFEFFc\uFFFC", "abc"],
    ["composition", "cafe\u0301 \u1112\u1161\u11AB", "caf\u00E9 \uD55C"],
    ["lone surrogates", "\ud800x", "\ufffdx"],
    ["nothing", "plain text", "plain text"],
  ])("%s", (_name, text, expected) => {
    expect(after(fixText, text)).toBe(expected);
  });
});

describe("standardising", () => {
  test.each([
    ["dashes, ellipsis, acute", "a\u2014b\u2013c\u2015d\u2026\u00B4", "a - b - c - d...'"],
    ["runs of one mark", "a--b!!?(c)", "a -- b !! ? ( c )"],
    ["a plus sign, but no backslash", "a+b\\c", "a + b\\c"],
    ["newlines", "a  \n\n \tb", "a \n b"],
    ["white space", "\xa0a\t\x85\u3000b ", "a b"],
  ])("%s", (_name, text, expected) => {
    expect(after(standardize, text)).toBe(expected);
  });
});

describe("words", () => {
  test.each([
    ["contractions", "don't I'll they've cannot", "do n't I 'll they 've can not"],
    ["without their apostrophe", "dont well its theyre", "do nt well its they re"],
    ["abbreviations", "Mr. U.S. e.g. he. HE.", "Mr. U.S. e.g. he . HE ."],
    ["units and currencies", "5km $1.50 3kg. 20%", "5 km $ 1.50 3 kg . 20 %"],
    ["hours", "10am 9p.m.", "10 am 9 p.m."],
    ["quotes and brackets", "'a' <b> #c", "' a ' < b > # c"],
    ["possessives", "dog's dogs' James'S", "dog 's dogs ' James 'S"],
    ["sentences run together", "end.Start a.B", "end . Start a. B"],
    ["letters around a sign", "a=b x:y 1:a a:1", "a = b x : y 1 : a a:1"],
    ["apostrophes", "'' ''' ''''' x''", "'' ' '' '' '' ' x ''"],
    ["an exception before a suffix", "'''☺ 'em,", "' '' ☺ 'em ,"],
    ["degrees and dollars", "5°F. US$5 S$5", "5 ° F . US$ 5 S$5"],
    ["ellipses", "wait...what ..a", "wait ... what .. a"],
    ["addresses", "a@b.com foo.Bar.com", "a@b.com foo.Bar.com"],
    [
      "emoji and emoticons",
      "\u{1F600}\u{1F600} :D o.O x\u263A",
      "\u{1F600} \u{1F600} :D o.O x \u263A",
    ],
    ["sums", "1+2 1-2", "1 + 2 1 - 2"],
  ])("%s", (_name, text, expected) => {
    expect(words(text).join(" ")).toBe(expected);
  });

  test("a newline is a word with the blank after it", () => {
    expect(words("a \n b")).toEqual(["a", "\n ", "b"]);
  });
});
