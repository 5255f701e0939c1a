import { describe, expect, it } from "vitest";
import {
  type Dtype,
  decodeSafetensors,
  encodeSafetensors,
  float32,
  type TensorData,
  toFloat32,
} from "./index.ts";

/** A file from a header and a number of data bytes. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const entry = (begin: number, end: number, shape = [1], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("safetensors", () => {
  it("come back as they went, in every type", () => {
    const tensors = new Map<string, TensorData>([
      ["f32", float32([2, 2], Float32Array.of(1, 2, 3, 4))],
      ["f64", { dtype: "F64", shape: [1], data: Float64Array.of(Math.PI) }],
      ["i64", { dtype: "I64", shape: [2], data: BigInt64Array.of(-1n, 2n ** 40n) }],
      ["i32", { dtype: "I32", shape: [3], data: Int32Array.of(1, -2, 3) }],
      ["u8", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 255) }],
      ["bool", { dtype: "BOOL", shape: [2], data: Uint8Array.of(0, 1) }],
      ["scalar", float32([], Float32Array.of(7))],
      ["empty", float32([0, 4], new Float32Array(0))],
    ]);
    const decoded = decodeSafetensors(encodeSafetensors(tensors, { note: "x" }));
    expect(decoded.metadata).toEqual({ note: "x" });
    expect(Object.fromEntries(decoded.tensors)).toEqual(Object.fromEntries(tensors));
  });

  it("have a header of a multiple of 8 bytes, padded with spaces", () => {
    const bytes = encodeSafetensors(new Map([["ab", float32([1], Float32Array.of(1))]]));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 4);
  });

  it("put wider types first, then go by name", () => {
    const tensors = new Map<string, TensorData>([
      ["b", { dtype: "U8", shape: [1], data: Uint8Array.of(1) }],
      ["z", float32([1], Float32Array.of(1))],
      ["a", float32([1], Float32Array.of(2))],
    ]);
    expect([...decodeSafetensors(encodeSafetensors(tensors)).tensors.keys()]).toEqual([
      "a",
      "z",
      "b",
    ]);
  });

  const halves: readonly (readonly [Dtype, number, number])[] = [
    ["F16", 0x3c00, 1],
    ["F16", 0xc000, -2],
    ["F16", 0x0001, 2 ** -24],
    ["F16", 0x7c00, Number.POSITIVE_INFINITY],
    ["F16", 0x7e00, Number.NaN],
    ["BF16", 0x3f80, 1],
    ["BF16", 0xc049, -3.140625],
  ];
  for (const [dtype, word, value] of halves) {
    it(`read ${dtype} 0x${word.toString(16)} as ${value}`, () => {
      expect(toFloat32({ dtype, shape: [1], data: Uint16Array.of(word) })[0]).toBe(value);
    });
  }

  const bad: readonly (readonly [string, Uint8Array])[] = [
    ["an empty file", new Uint8Array(0)],
    ["a text file", new TextEncoder().encode("Hello, this is just a text file.")],
    ["a header that is no JSON", file("not json", 0)],
    ["a header that is a list", file([], 0)],
    ["an unknown type", file({ a: entry(0, 4, [1], "F8") }, 4)],
    ["a shape that needs more bytes", file({ a: entry(0, 4, [2]) }, 4)],
    ["a negative size", file({ a: entry(0, 4, [-1]) }, 4)],
    ["a hole between tensors", file({ a: entry(0, 4), b: entry(8, 12) }, 12)],
    ["overlapping tensors", file({ a: entry(0, 8, [2]), b: entry(4, 8) }, 8)],
    ["missing data", file({ a: entry(0, 4) }, 3)],
    ["data left over", file({ a: entry(0, 4) }, 5)],
    ["an entry without offsets", file({ a: { dtype: "F32", shape: [1] } }, 4)],
  ];
  for (const [name, bytes] of bad) {
    it(`refuse ${name}`, () => {
      expect(() => decodeSafetensors(bytes, "w.safetensors")).toThrow(
        /w\.safetensors is not a whole/,
      );
    });
  }
});
