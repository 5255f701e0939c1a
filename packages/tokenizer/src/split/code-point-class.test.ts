import { expect, test } from "vitest";
import {
  ASCII,
  BLANK,
  CASELESS,
  classOf,
  LETTER,
  LOWER,
  MARK,
  NEWLINE,
  NUMBER,
  OTHER,
  SPACE,
  SYMBOL,
  UPPER,
} from "./code-point-class.ts";

const of = (text: string): number => classOf(text.codePointAt(0) as number);

test("letters are upper case, lower case or without case", () => {
  for (const letter of ["A", "É", "ǅ", "Ω"]) expect(of(letter), letter).toBe(UPPER);
  for (const letter of ["a", "é", "ß", "ſ"]) expect(of(letter), letter).toBe(LOWER);
  for (const letter of ["中", "あ", "한", "ش", "ª", "ʰ"]) expect(of(letter), letter).toBe(CASELESS);
  expect(LETTER).toBe(UPPER | LOWER | CASELESS);
});

test("digits, fractions and other numerals are numbers", () => {
  for (const number of ["0", "9", "½", "²", "٣", "Ⅻ", "𝟘"]) expect(of(number), number).toBe(NUMBER);
});

test("white space is Python's: with U+0085, without U+FEFF", () => {
  for (const space of [" ", "\t", "\v", "\f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000"])
    expect(of(space), JSON.stringify(space)).toBe(SPACE);
  expect([of("\n"), of("\r")]).toEqual([NEWLINE, NEWLINE]);
  expect(of("\ufeff")).toBe(OTHER);
  expect(of("\x1c")).toBe(OTHER);
});

test("there are exactly Unicode's 25 white-space characters", () => {
  let count = 0;
  for (let code = 0; code <= 0xffff; code++) if (classOf(code) & BLANK) count++;
  expect(count).toBe(25);
});

test("punctuation, emoji and unassigned code points are others, accents are marks", () => {
  for (const other of ["'", "-", "🙂", "\u200b", "\0", "\u{10ffff}", "\ufffd"])
    expect(of(other), JSON.stringify(other)).toBe(OTHER);
  for (const mark of ["\u0301", "\u0903", "\u20dd"]) expect(of(mark), mark).toBe(MARK);
  expect(SYMBOL).toBe(OTHER | MARK);
});

test("the ASCII table says the same", () => {
  expect([...ASCII]).toEqual(Array.from({ length: 128 }, (_, code) => classOf(code)));
});
