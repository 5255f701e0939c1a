/**
 * A very small WebAssembly assembler: an expression or statement is an array of bytes, and
 * functions of this file combine them. Enough for number-crunching loops over one memory.
 */

/** Encoded instructions. */
export type Code = readonly number[];

/** Value types: a 32-bit integer (or byte address), a float, four floats. */
export type Type = "i32" | "f32" | "v128";

const TYPES: { readonly [type in Type]: number } = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

function float(value: number): number[] {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}

/** An instruction of the SIMD set: prefix, opcode. */
function simd(opcode: number): number[] {
  return [0xfd, ...unsigned(opcode)];
}

const binary =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];

const unary =
  (...opcode: number[]) =>
  (a: Code): Code => [...a, ...opcode];

/** A load or store takes alignment (as an exponent) and a constant byte offset. */
const load =
  (align: number, ...opcode: number[]) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, align, ...unsigned(offset)];

const store =
  (align: number, ...opcode: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...opcode,
    align,
    ...unsigned(offset),
  ];

/** Integer arithmetic; comparisons are of signed integers. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  shl: binary(0x74),
  less: binary(0x48),
  isZero: unary(0x45),
  load: load(2, 0x28),
  store: store(2, 0x36),
};

/** Single floats. */
export const f32 = {
  of: (value: number): Code => [0x43, ...float(value)],
  load: load(2, 0x2a),
  store: store(2, 0x38),
  add: binary(0x92),
  sub: binary(0x93),
  mul: binary(0x94),
  div: binary(0x95),
  max: binary(0x97),
};

/** Four floats, lane by lane. */
export const v128 = {
  of: (value: number): Code => {
    const bytes = float(value);
    return [...simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
  },
  load: load(2, ...simd(0x00)),
  /** One float from memory into all lanes. */
  loadSplat: load(2, ...simd(0x09)),
  store: store(2, ...simd(0x0b)),
  splat: unary(...simd(0x13)),
  lane: (lane: number, value: Code): Code => [...value, ...simd(0x1f), lane],
  add: binary(...simd(0xe4)),
  sub: binary(...simd(0xe5)),
  mul: binary(...simd(0xe6)),
  div: binary(...simd(0xe7)),
  /** Lane-wise a < b ? a : b, without the care for NaN and −0 that makes `min` slow. */
  pmin: binary(...simd(0xea)),
  pmax: binary(...simd(0xeb)),
  and: binary(...simd(0x4e)),
  andNot: binary(...simd(0x4f)),
  or: binary(...simd(0x50)),
  less: binary(...simd(0x43)),
  greater: binary(...simd(0x44)),
  nearest: unary(...simd(0x6a)),
  neg: unary(...simd(0xe1)),
  abs: unary(...simd(0xe0)),
  /** Floats to integers, towards zero. */
  toIntegers: unary(...simd(0xf8)),
  /** Integer lanes. */
  addIntegers: binary(...simd(0xae)),
  shiftLeft: (value: Code, bits: number): Code => [...value, ...i32.of(bits), ...simd(0xab)],
};

/** A parameter or local variable. */
export interface Local {
  readonly type: Type;
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

/** Variables by name. */
export type Locals<T> = { readonly [name in keyof T]: Local };

type Words<S extends string> = S extends `${infer First} ${infer Rest}` ? First | Words<Rest> : S;

/** Many integers by name: `integers("i j k")`. */
export function integers<const S extends string>(names: S): { readonly [name in Words<S>]: "i32" } {
  return Object.fromEntries(names.split(" ").map((key) => [key, "i32"])) as never;
}

/** One function under construction; its parameters are given by name, in order. */
export class Func<P extends { readonly [name: string]: Type } = { readonly [name: string]: Type }> {
  readonly name: string;
  readonly result: Type | undefined;
  /** The parameters as variables. */
  readonly params: Locals<P>;
  readonly #params: readonly Type[];
  readonly #locals: Type[] = [];
  #body: Code = [];

  constructor(name: string, params: P, result?: Type) {
    this.name = name;
    this.result = result;
    this.#params = Object.values(params);
    const entries = Object.entries(params).map(([key, type], index) => [key, variable(type, index)]);
    this.params = Object.fromEntries(entries) as Locals<P>;
  }

  /** New local variables by name, zero at first. */
  variables<L extends { readonly [name: string]: Type }>(types: L): Locals<L> {
    const entries = Object.entries(types).map(([key, type]) => [key, this.#variable(type)]);
    return Object.fromEntries(entries) as Locals<L>;
  }

  /** Several of one type. */
  locals(type: Type, count: number): Local[] {
    return Array.from({ length: count }, () => this.#variable(type));
  }

  #variable(type: Type): Local {
    this.#locals.push(type);
    return variable(type, this.#params.length + this.#locals.length - 1);
  }

  /** Sets the instructions; the last leaves the result on the stack, if there is one. */
  body(...statements: Code[]): this {
    this.#body = statements.flat();
    return this;
  }

  /** The type section's entry. */
  signature(): number[] {
    const params = this.#params.map((type) => TYPES[type]);
    const results = this.result === undefined ? [] : [TYPES[this.result]];
    return [0x60, ...vector(params), ...vector(results)];
  }

  /** The code section's entry. */
  code(): number[] {
    const locals = this.#locals.map((type) => [1, TYPES[type]]);
    const body = [...unsigned(locals.length), ...locals.flat(), ...this.#body, 0x0b];
    return [...unsigned(body.length), ...body];
  }
}

function variable(type: Type, index: number): Local {
  const at = unsigned(index);
  return { type, get: [0x20, ...at], set: (value) => [...value, 0x21, ...at] };
}

/** `condition ? a : b`, both evaluated. */
export function select(a: Code, b: Code, condition: Code): Code {
  return [...a, ...b, ...condition, 0x1b];
}

/** `if (condition) { … }`. */
export function when(condition: Code, ...body: Code[]): Code {
  return [...condition, 0x04, 0x40, ...body.flat(), 0x0b];
}

/** `for (; i < end; i += step) { … }`; the condition is tested before the first round too. */
export function loop(i: Local, end: Code, step: Code, ...body: Code[]): Code {
  const again = i32.less(i.get, end);
  const round = [...body.flat(), ...i.set(i32.add(i.get, step)), ...again, 0x0d, 0];
  return when(again, [0x03, 0x40, ...round, 0x0b]);
}

function vector(items: readonly number[]): number[] {
  return [...unsigned(items.length), ...items];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return vector([...new TextEncoder().encode(text)]);
}

/** A finished {@link Func}, whatever its parameters. */
export type AnyFunc = Pick<Func, "name" | "signature" | "code">;

/** A module of functions over the imported memory `env.memory`; each is exported by its name. */
export function assemble(functions: readonly AnyFunc[]): Uint8Array<ArrayBuffer> {
  const memory = [...name("env"), ...name("memory"), 0x02, 0x00, 0x01];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, functions.map((f) => f.signature())),
    ...section(2, [memory]),
    ...section(3, functions.map((_, index) => unsigned(index))),
    ...section(7, functions.map((f, index) => [...name(f.name), 0x00, ...unsigned(index)])),
    ...section(10, functions.map((f) => f.code())),
  ]);
}
