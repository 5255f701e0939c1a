import { expect, test } from "vitest";
import { CodePointClasses, LETTER, NUMBER, OTHER, SPACE } from "./code-point-class.ts";

const classes = new CodePointClasses();
const of = (text: string): number => classes.of(text.codePointAt(0) as number);

test("letters of every script are letters", () => {
  for (const letter of ["a", "Z", "é", "ß", "中", "あ", "한", "ش", "𝒜", "ª"])
    expect(of(letter), letter).toBe(LETTER);
});

test("digits, fractions and other numerals are numbers", () => {
  for (const number of ["0", "9", "½", "²", "٣", "Ⅻ", "𝟘"]) expect(of(number), number).toBe(NUMBER);
});

test("white space is Python's: with U+0085, without U+FEFF", () => {
  for (const space of [" ", "\t", "\n", "\r", "\v", "\f", "\x85", "\xa0", "\u2003", "\u3000"])
    expect(of(space), JSON.stringify(space)).toBe(SPACE);
  expect(of("\ufeff")).toBe(OTHER);
  expect(of("\x1c")).toBe(OTHER);
});

test("there are exactly Unicode's 25 white-space characters", () => {
  let count = 0;
  for (let code = 0; code <= 0xffff; code++) if (classes.of(code) === SPACE) count++;
  expect(count).toBe(25);
});

test("marks, punctuation, emoji and unassigned code points are others", () => {
  for (const other of ["'", "-", "\u0301", "🙂", "\u200b", "\0", "\u{10ffff}", "\ufffd"])
    expect(of(other), JSON.stringify(other)).toBe(OTHER);
});

test("asking twice gives the same class", () => {
  expect(of("x")).toBe(of("x"));
});
