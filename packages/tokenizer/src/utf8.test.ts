import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8, Utf8Stream, wellFormed } from "./utf8.ts";

const stream = (): Utf8Stream => new Utf8Stream((byte) => Uint8Array.of(byte));

describe("the stream decoder", () => {
  test("holds a character back until its last byte", () => {
    const decoder = stream();
    const bytes = new TextEncoder().encode("é中🙂");
    expect([...bytes].map((byte) => decoder.push(byte))).toEqual([
      "",
      "é",
      "",
      "",
      "中",
      "",
      "",
      "",
      "🙂",
    ]);
    expect(decoder.flush()).toBe("");
  });

  test("gives U+FFFD for a character that never ends, and starts anew", () => {
    const decoder = stream();
    expect(decoder.push(0xe4)).toBe("");
    expect(decoder.push(0xb8)).toBe("");
    expect(decoder.flush()).toBe("\ufffd");
    expect(decoder.push(0x61)).toBe("a");
  });

  test("gives wrong bytes up as soon as they are known to be wrong", () => {
    const decoder = stream();
    expect(decoder.push(0xff)).toBe("\ufffd");
    expect(decoder.push(0xc1)).toBe("\ufffd");
    expect(decoder.push(0xe0)).toBe("");
    expect(decoder.push(0x80)).toBe("\ufffd\ufffd"); // overlong
    expect(decoder.push(0xed)).toBe("");
    expect(decoder.push(0xa0)).toBe("\ufffd\ufffd"); // a surrogate
    expect(decoder.push(0xf4)).toBe("");
    expect(decoder.push(0x90)).toBe("\ufffd\ufffd"); // beyond U+10FFFF
  });

  test("keeps a byte order mark", () => {
    const decoder = stream();
    expect([0xef, 0xbb, 0xbf, 0x61].map((byte) => decoder.push(byte)).join("")).toBe("\ufeffa");
  });

  test("says in pieces what the whole says, for any bytes and any cuts", () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xef),
    );
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ max: 255, maxLength: 4 })),
        fc.array(byte),
        (parts, tail) => {
          const all = [...parts.map((part) => [...part]), tail];
          const decoder = new Utf8Stream((index) => Uint8Array.from(all[index] as number[]));
          const text = all.map((_, index) => decoder.push(index)).join("") + decoder.flush();
          expect(text).toBe(decodeUtf8(Uint8Array.from(all.flat())));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

test("lone surrogates become U+FFFD, and pairs stay", () => {
  expect(wellFormed("a\ud83d")).toBe("a\ufffd");
  expect(wellFormed("\ude00\ud83d")).toBe("\ufffd\ufffd");
  expect(wellFormed("🙂\ud800🙂")).toBe("🙂\ufffd🙂");
  expect(wellFormed("plain")).toBe("plain");
});
