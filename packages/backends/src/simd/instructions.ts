/**
 * The instructions that the kernels use, as functions from operands to code
 * (https://webassembly.github.io/spec/core/appendix/index-instructions.html).
 */
import { type Code, float, signed, unsigned } from "./code.ts";

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;
/** Address, and a constant byte offset. */
type Load = (address: Code, offset?: number) => Code;
type Store = (address: Code, value: Code, offset?: number) => Code;
type Constant = (value: number) => Code;

/** An instruction of the SIMD set: prefix, opcode. */
function simd(opcode: number): number[] {
  return [0xfd, ...unsigned(opcode)];
}

const unary =
  (...opcode: number[]): Unary =>
  (a) => [...a, ...opcode];

const binary =
  (...opcode: number[]): Binary =>
  (a, b) => [...a, ...b, ...opcode];

/** Tensors are aligned to floats, not to vectors; alignment is given as an exponent. */
const ALIGNMENT = 2;

const load =
  (...opcode: number[]): Load =>
  (address, offset = 0) => [...address, ...opcode, ALIGNMENT, ...unsigned(offset)];

const store =
  (...opcode: number[]): Store =>
  (address, value, offset = 0) => [...address, ...value, ...opcode, ALIGNMENT, ...unsigned(offset)];

interface Integers extends Record<"add" | "sub" | "mul" | "and" | "shl" | "less", Binary> {
  readonly of: Constant;
  readonly isZero: Unary;
  readonly load: Load;
  readonly store: Store;
}

/** Integers and byte addresses; `less` is signed. */
export const i32: Integers = {
  of: (value) => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  shl: binary(0x74),
  less: binary(0x48),
  isZero: unary(0x45),
  load: load(0x28),
  store: store(0x36),
};

interface Floats extends Record<"add" | "sub" | "mul" | "div" | "max" | "less", Binary> {
  readonly of: Constant;
  readonly sqrt: Unary;
  /** A signed integer as a float. */
  readonly fromInteger: Unary;
  readonly load: Load;
  readonly store: Store;
}

/** Single floats. */
export const f32: Floats = {
  of: (value) => [0x43, ...float(value)],
  sqrt: unary(0x91),
  add: binary(0x92),
  sub: binary(0x93),
  mul: binary(0x94),
  div: binary(0x95),
  max: binary(0x97),
  less: binary(0x5d),
  fromInteger: unary(0xb2),
  load: load(0x2a),
  store: store(0x38),
};

interface Vectors
  extends Record<"add" | "sub" | "mul" | "div" | "atLeast" | "atMost" | "less", Binary>,
    Record<"and" | "andNot" | "xor" | "addIntegers" | "mulIntegers", Binary>,
    Record<"lowProducts" | "highProducts" | "lessUnsigned", Binary>,
    Record<"neg" | "abs" | "sqrt" | "nearest" | "truncate" | "splat" | "splatInteger", Unary> {
  readonly of: Constant;
  readonly integers: (...lanes: readonly number[]) => Code;
  readonly load: Load;
  readonly loadSplat: Load;
  readonly store: Store;
  readonly lane: (value: Code, lane: number) => Code;
  readonly shiftLeft: (value: Code, bits: number) => Code;
  readonly select: (a: Code, b: Code, mask: Code) => Code;
  readonly shuffleWords: (a: Code, b: Code, words: readonly number[]) => Code;
  readonly fusedMultiplyAdd: (a: Code, b: Code, sum: Code) => Code;
}

/** Four floats, or four integers where the name says so. */
export const v128: Vectors = {
  of: (value) => v128.integers(...new Int32Array(new Float32Array(Array(4).fill(value)).buffer)),
  integers: (...lanes) => [...simd(0x0c), ...new Uint8Array(Int32Array.from(lanes).buffer)],
  load: load(...simd(0x00)),
  /** One float from memory into all lanes. */
  loadSplat: load(...simd(0x09)),
  store: store(...simd(0x0b)),
  splat: unary(...simd(0x13)),
  splatInteger: unary(...simd(0x11)),
  lane: (value, lane) => [...value, ...simd(0x1f), lane],
  add: binary(...simd(0xe4)),
  sub: binary(...simd(0xe5)),
  mul: binary(...simd(0xe6)),
  div: binary(...simd(0xe7)),
  sqrt: unary(...simd(0xe3)),
  neg: unary(...simd(0xe1)),
  abs: unary(...simd(0xe0)),
  /** pmax: a < b ? b : a, so a NaN in a stays. */
  atLeast: binary(...simd(0xeb)),
  /** pmin: b < a ? b : a. */
  atMost: binary(...simd(0xea)),
  less: binary(...simd(0x43)),
  and: binary(...simd(0x4e)),
  andNot: binary(...simd(0x4f)),
  xor: binary(...simd(0x51)),
  /** Bits of a where the mask is 1, of b elsewhere. */
  select: (a, b, mask) => [...a, ...b, ...mask, ...simd(0x52)],
  nearest: unary(...simd(0x6a)),
  /** Floats to integers. */
  truncate: unary(...simd(0xf8)),
  addIntegers: binary(...simd(0xae)),
  mulIntegers: binary(...simd(0xb5)),
  lessUnsigned: binary(...simd(0x3a)),
  /** 64-bit products of the unsigned lanes 0 and 1, or 2 and 3. */
  lowProducts: binary(...simd(0xde)),
  highProducts: binary(...simd(0xdf)),
  shiftLeft: (value, bits) => [...value, ...i32.of(bits), ...simd(0xab)],
  /** Four 32-bit words of the eight in a and b. */
  shuffleWords: (a, b, words) => [
    ...a,
    ...b,
    ...simd(0x0d),
    ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte)),
  ],
  /** Relaxed SIMD: one rounding where the machine can. */
  fusedMultiplyAdd: (a, b, sum) => [...a, ...b, ...sum, ...simd(0x105)],
};
