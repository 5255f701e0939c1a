/** Element types of the safetensors format. */
export type Dtype =
  | "F64"
  | "F32"
  | "F16"
  | "BF16"
  | "I64"
  | "I32"
  | "I16"
  | "I8"
  | "U64"
  | "U32"
  | "U16"
  | "U8"
  | "BOOL";

/** Any typed array that can hold a tensor's elements. */
export type TensorValues =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** A tensor outside any tensor library. F16 and BF16 are raw 16-bit words: see {@link toFloat32}. */
export interface TensorData {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

/** Bytes of one element. */
export const BYTES: { readonly [K in Dtype]: number } = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

const VIEW = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** Bytes (little-endian, at the start of their buffer) as elements of a type. */
export function viewOf(dtype: Dtype, bytes: Uint8Array<ArrayBuffer>): TensorValues {
  return new VIEW[dtype](bytes.buffer, bytes.byteOffset, bytes.length / BYTES[dtype]);
}

/** A float32 tensor. */
export function float32(shape: readonly number[], data: Float32Array): TensorData {
  return { dtype: "F32", shape, data };
}

/** The elements as float32, whatever the type; F32 is passed through without a copy. */
export function toFloat32({ dtype, data }: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  if (dtype === "BF16") return fromWords(data as Uint16Array, bfloat16);
  if (dtype === "F16") return fromWords(data as Uint16Array, float16);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

const bits = new Uint32Array(1);
const asFloat = new Float32Array(bits.buffer);

function fromWords(words: Uint16Array, convert: (word: number) => number): Float32Array {
  const out = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) out[i] = convert(words[i] as number);
  return out;
}

/** bfloat16 is the upper half of a float32. */
function bfloat16(word: number): number {
  bits[0] = word << 16;
  return asFloat[0] as number;
}

/** IEEE 754 half: 1 sign, 5 exponent, 10 fraction bits. */
function float16(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 0x1f;
  const fraction = word & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
