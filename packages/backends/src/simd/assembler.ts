/**
 * A very small WebAssembly assembler: functions of named variables over one imported memory, with
 * structured control flow. Enough for loops that crunch numbers.
 */
import { type Code, text, unsigned, vector } from "./code.ts";
import { i32 } from "./instructions.ts";

/** Value types: a 32-bit integer (or byte address), a float, four floats. */
export type Type = "i32" | "f32" | "v128";

const TYPES: { readonly [type in Type]: number } = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A parameter or local variable. */
export interface Local {
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

/** Variables by name. */
export type Locals<T> = { readonly [name in keyof T]: Local };

type Types = { readonly [name: string]: Type };

type Words<S extends string> = S extends `${infer First} ${infer Rest}` ? First | Words<Rest> : S;

/** Several variables of one type by their names: `all("i32", "i j k")`. */
export function all<T extends Type, const S extends string>(
  type: T,
  names: S,
): { readonly [name in Words<S>]: T } {
  return Object.fromEntries(names.split(" ").map((key) => [key, type])) as never;
}

/** One function under construction; its parameters are given by name, in order. */
export class Func<P extends Types = Types> {
  readonly name: string;
  /** The parameters as variables. */
  readonly params: Locals<P>;
  readonly #params: readonly Type[];
  readonly #result: Type | undefined;
  readonly #locals: Type[] = [];
  #body: Code = [];

  constructor(name: string, params: P, result?: Type) {
    this.name = name;
    this.#params = Object.values(params);
    this.#result = result;
    const names = Object.keys(params);
    this.params = Object.fromEntries(names.map((key, at) => [key, variable(at)])) as Locals<P>;
  }

  /** New local variables by name, zero at first. */
  variables<L extends Types>(types: L): Locals<L> {
    const entries = Object.entries(types).map(([key, type]) => [key, this.#declare(type)]);
    return Object.fromEntries(entries) as Locals<L>;
  }

  /** A row of local variables of one type. */
  row(type: Type, count: number): Local[] {
    return Array.from({ length: count }, () => this.#declare(type));
  }

  /** Sets the instructions; the last leaves the result on the stack, if there is one. */
  body(...statements: Code[]): this {
    this.#body = statements.flat();
    return this;
  }

  /** The entry in the type section. */
  signature(): number[] {
    const params = this.#params.map((type) => [TYPES[type]]);
    const results = this.#result === undefined ? [] : [[TYPES[this.#result]]];
    return [0x60, ...vector(params), ...vector(results)];
  }

  /** The entry in the code section. */
  code(): number[] {
    const locals = vector(this.#locals.map((type) => [1, TYPES[type]]));
    const body = [...locals, ...this.#body, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  #declare(type: Type): Local {
    return variable(this.#params.length + this.#locals.push(type) - 1);
  }
}

function variable(index: number): Local {
  const at = unsigned(index);
  return { get: [0x20, ...at], set: (value) => [...value, 0x21, ...at] };
}

/** `condition ? a : b`; both are evaluated. */
export function select(a: Code, b: Code, condition: Code): Code {
  return [...a, ...b, ...condition, 0x1b];
}

/** `if (condition) { … }`. */
export function when(condition: Code, ...body: Code[]): Code {
  return [...condition, 0x04, 0x40, ...body.flat(), 0x0b];
}

/** `for (; i < end; i += step) { … }`. */
export function loop(i: Local, end: Code, step: Code, ...body: Code[]): Code {
  const again = i32.less(i.get, end);
  const round = [...body.flat(), ...i.set(i32.add(i.get, step)), ...again, 0x0d, 0];
  return when(again, [0x03, 0x40, ...round, 0x0b]);
}

/** The imported address `env.tile` of a small work space. */
export const TILE: Code = [0x23, 0];

/** A finished {@link Func}, whatever its parameters. */
export type AnyFunc = Pick<Func, "name" | "signature" | "code">;

/** A module of functions over the imported memory `env.memory`; each is exported by its name. */
export function assemble(functions: readonly AnyFunc[]): Uint8Array<ArrayBuffer> {
  const memory = [...text("env"), ...text("memory"), 0x02, 0x00, 0x01]; // at least one page
  const tile = [...text("env"), ...text("tile"), 0x03, TYPES.i32, 0x00]; // constant
  const exports = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...section(
      1,
      functions.map((f) => f.signature()),
    ),
    ...section(2, [memory, tile]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(7, exports),
    ...section(
      10,
      functions.map((f) => f.code()),
    ),
  ]);
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}
