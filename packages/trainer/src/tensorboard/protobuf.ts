/**
 * The few wire types of protocol buffers that event files need
 * (protobuf.dev/programming-guides/encoding). A message is the concatenation of its fields.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Non-negative integer up to 2^53 in groups of seven bits, lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

const tag = (field: number, wireType: number): number[] => varint(field * 8 + wireType);

/** An int32, int64 or enum field. */
export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...tag(field, VARINT), ...varint(value)]);
}

/** A `double` field. */
export function doubleField(field: number, value: number): Uint8Array {
  return message(
    Uint8Array.from(tag(field, FIXED64)),
    new Uint8Array(Float64Array.of(value).buffer),
  );
}

/** A `float` field. */
export function floatField(field: number, value: number): Uint8Array {
  return message(
    Uint8Array.from(tag(field, FIXED32)),
    new Uint8Array(Float32Array.of(value).buffer),
  );
}

/** A `string`, `bytes` or nested message field. */
export function bytesField(field: number, value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return message(Uint8Array.from([...tag(field, BYTES), ...varint(bytes.length)]), bytes);
}

/** Fields one after the other. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let at = 0;
  for (const field of fields) {
    out.set(field, at);
    at += field.length;
  }
  return out;
}
