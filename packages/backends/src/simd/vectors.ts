import { type Func, type Local, loop, TILE, when } from "./assembler.ts";
import type { Code } from "./code.ts";
import { f32, i32, v128 } from "./instructions.ts";

/** a·b + sum on vectors: two instructions, or with relaxed SIMD one. */
export type MultiplyAdd = (a: Code, b: Code, sum: Code) => Code;

export const VECTOR_BYTES = 16;

/** What stands for nothing under a maximum. */
export const LEAST = -3.4e38;

/** Copies a few floats: `bytes` of them from `source` to `target`; `offset` is a scratch variable. */
export function copyFloats(offset: Local, source: Code, target: Code, bytes: Code): Code {
  const [from, to] = [i32.add(source, offset.get), i32.add(target, offset.get)];
  return [
    ...offset.set(i32.of(0)),
    ...loop(offset, bytes, i32.of(4), i32.store(to, i32.load(from))),
  ];
}

/** Sum of the four lanes, in order. */
export function sumLanes(value: Code): Code {
  return [1, 2, 3].reduce((sum, lane) => f32.add(sum, v128.lane(value, lane)), v128.lane(value, 0));
}

/** Largest of the four lanes. */
export function maxLanes(value: Code): Code {
  return [1, 2, 3].reduce((top, lane) => f32.max(top, v128.lane(value, lane)), v128.lane(value, 0));
}

/**
 * Runs `body` once for every four of `n` elements; the pointers move along and end behind the last
 * element. The last one to three elements go through the work space, filled up with `neutral`.
 */
export function eachVector(
  f: Pick<Func, "row">,
  n: Code,
  pointers: { readonly read: readonly Local[]; readonly write: readonly Local[] },
  neutral: number,
  body: Code,
): Code {
  const [i, offset, rest] = f.row("i32", 3) as [Local, Local, Local];
  const moving = [...new Set([...pointers.read, ...pointers.write])];
  const places = f.row("i32", moving.length);
  const each = (make: (pointer: Local, place: Local, slot: Code) => Code): Code =>
    moving.flatMap((pointer, at) =>
      make(pointer, places[at] as Local, i32.add(TILE, i32.of(at * VECTOR_BYTES))),
    );
  const fill = (pointer: Local, slot: Code): Code =>
    pointers.read.includes(pointer) ? copyFloats(offset, pointer.get, slot, rest.get) : [];
  const empty = (pointer: Local, place: Local): Code =>
    pointers.write.includes(pointer) ? copyFloats(offset, pointer.get, place.get, rest.get) : [];
  return [
    ...i.set(i32.of(0)),
    ...loop(
      i,
      i32.and(n, i32.of(-4)),
      i32.of(4),
      body,
      each((pointer) => pointer.set(i32.add(pointer.get, i32.of(VECTOR_BYTES)))),
    ),
    ...rest.set(i32.shl(i32.and(n, i32.of(3)), i32.of(2))),
    ...when(
      rest.get,
      each((pointer, place, slot) => [
        ...place.set(pointer.get),
        ...v128.store(slot, v128.of(neutral)),
        ...fill(pointer, slot),
        ...pointer.set(slot),
      ]),
      body,
      each((pointer, place) => [
        ...empty(pointer, place),
        ...pointer.set(i32.add(place.get, rest.get)),
      ]),
    ),
  ];
}
