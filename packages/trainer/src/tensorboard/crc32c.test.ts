import { expect, it } from "vitest";
import { crc32c, maskedCrc32c } from "./crc32c.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

it("gives the check value of the CRC catalogue", () => {
  expect(crc32c(ascii("123456789"))).toBe(0xe3069283);
});

it("gives the four test vectors of RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
});

it("of nothing is zero, and its mask is the bare constant", () => {
  expect(crc32c(new Uint8Array(0))).toBe(0);
  expect(maskedCrc32c(new Uint8Array(0))).toBe(0xa282ead8);
});

it("can be unmasked again", () => {
  const masked = maskedCrc32c(ascii("tales"));
  const rotated = (masked - 0xa282ead8) >>> 0;
  expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(crc32c(ascii("tales")));
});
