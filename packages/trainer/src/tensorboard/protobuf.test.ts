import { expect, it } from "vitest";
import { bytesField, doubleField, floatField, integerField, message, varint } from "./protobuf.ts";

it("writes the varint of the protobuf guide: 150 is 96 01", () => {
  expect(varint(150)).toEqual([0x96, 0x01]);
});

it("writes small integers in one byte and 2^53 - 1 in eight", () => {
  expect(varint(0)).toEqual([0]);
  expect(varint(127)).toEqual([127]);
  expect(varint(128)).toEqual([0x80, 0x01]);
  expect(varint(Number.MAX_SAFE_INTEGER)).toEqual([255, 255, 255, 255, 255, 255, 255, 15]);
});

it("writes the examples of the protobuf guide", () => {
  expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...bytesField(2, "testing")]).toEqual([0x12, 0x07, ...Buffer.from("testing")]);
  expect([...bytesField(3, integerField(1, 150))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
});

it("writes floats and doubles in little-endian order behind their tags", () => {
  expect([...floatField(2, 1)]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  expect([...doubleField(1, 1)]).toEqual([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
});

it("counts the bytes of a string, not its characters", () => {
  expect([...bytesField(1, "é")]).toEqual([0x0a, 2, 0xc3, 0xa9]);
});

it("joins fields in order", () => {
  expect([...message(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))]).toEqual([1, 2, 3]);
});
