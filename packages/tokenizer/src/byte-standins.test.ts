import { expect, test } from "vitest";
import { BYTE_ORDER, spell, unspell } from "./byte-standins.ts";

test("printable bytes stand for themselves, blank and newline for Ġ and Ċ", () => {
  expect(spell(new TextEncoder().encode(" Hi!\n"))).toBe("ĠHi!Ċ");
  expect(spell(Uint8Array.of(0, 173, 127, 160))).toBe("ĀŃġł");
});

test("every byte has a stand-in of its own and comes back", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(new Set(spell(all)).size).toBe(256);
  expect(unspell(spell(all))).toEqual(all);
});

test("what no byte stands for is no spelling", () => {
  expect(unspell("a b")).toBeUndefined();
  expect(unspell("中")).toBeUndefined();
});

test("GPT-2's byte ids: ! is 0, newline 198, blank 220", () => {
  expect(BYTE_ORDER.indexOf(0x21)).toBe(0);
  expect(BYTE_ORDER.indexOf(0x0a)).toBe(198);
  expect(BYTE_ORDER.indexOf(0x20)).toBe(220);
  expect(new Set(BYTE_ORDER).size).toBe(256);
});
