import { expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";
import { fileHeader, scalars, sessionStart, text } from "./event.ts";
import { encodeRecord } from "./record.ts";

/** A second, generic reader: field number -> raw values. Knows nothing of the writer. */
function fields(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const out = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    let value: number | Uint8Array;
    switch (key & 7) {
      case 0:
        value = varint();
        break;
      case 1:
        value = view.getFloat64(at, true);
        at += 8;
        break;
      case 5:
        value = view.getFloat32(at, true);
        at += 4;
        break;
      default: {
        const length = varint();
        value = bytes.subarray(at, at + length);
        at += length;
      }
    }
    out.set(key >> 3, [...(out.get(key >> 3) ?? []), value]);
  }
  return out;
}

const nested = (message: Map<number, (number | Uint8Array)[]>, ...path: number[]) =>
  path.reduce((at, field) => fields(at.get(field)?.[0] as Uint8Array), message);
const string = (value: unknown) => new TextDecoder().decode(value as Uint8Array);

/** Splits a file into payloads, checking lengths and both checksums with an own unmasking. */
function payloads(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const unmask = (masked: number) => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  const out: Uint8Array[] = [];
  let at = 0;
  while (at < file.length) {
    const length = Number(view.getBigUint64(at, true));
    expect(unmask(view.getUint32(at + 8, true))).toBe(crc32c(file.subarray(at, at + 8)));
    const payload = file.subarray(at + 12, at + 12 + length);
    expect(unmask(view.getUint32(at + 12 + length, true))).toBe(crc32c(payload));
    out.push(payload);
    at += 16 + length;
  }
  return out;
}

const decode = (record: Uint8Array) => fields(payloads(record)[0] as Uint8Array);

it("frames a payload with its length and two masked checksums", () => {
  const payload = new TextEncoder().encode("hello");
  expect(payloads(encodeRecord(payload))).toEqual([payload]);
});

it("starts a file with the version that TensorBoard expects", () => {
  const header = decode(fileHeader(12.5));
  expect(header.get(1)).toEqual([12.5]);
  expect(string(header.get(3)?.[0])).toBe("brain.Event:2");
});

it("has the bytes of a file header encoded by hand", () => {
  // 09 double 1.0 | 10 00 step 0 | 1a 0d "brain.Event:2"
  const hex = Buffer.from(payloads(fileHeader(1))[0] as Uint8Array).toString("hex");
  expect(hex).toBe("09000000000000f03f10001a0d627261696e2e4576656e743a32");
});

it("keeps every scalar of a step with its tag", () => {
  const event = decode(scalars({ wallTime: 2, step: 300 }, { "loss/train": 1.5, lr: 0.25 }));
  expect(event.get(2)).toEqual([300]);
  const values = (nested(event, 5).get(1) ?? []).map((value) => fields(value as Uint8Array));
  expect(values.map((v) => string(v.get(1)?.[0]))).toEqual(["loss/train", "lr"]);
  expect(values.map((v) => v.get(2)?.[0])).toEqual([1.5, 0.25]);
});

it("marks the start of a resumed session at its step", () => {
  const event = decode(sessionStart({ wallTime: 2, step: 101 }));
  expect(event.get(2)).toEqual([101]);
  expect(nested(event, 7).get(1)).toEqual([1]);
});

it("writes text as a string tensor of the text plug-in", () => {
  const event = decode(text({ wallTime: 2, step: 5 }, "sample", "Once **upon**"));
  const value = nested(event, 5, 1);
  expect(string(nested(value, 9, 1).get(1)?.[0])).toBe("text");
  expect(nested(value, 8).get(1)).toEqual([7]);
  expect(string(nested(value, 8).get(8)?.[0])).toBe("Once **upon**");
});

it("can be read record by record from one file", () => {
  const time = { wallTime: 1, step: 1 };
  const file = Buffer.concat([fileHeader(1), scalars(time, { a: 1 }), text(time, "t", "x")]);
  expect(payloads(file)).toHaveLength(3);
});
