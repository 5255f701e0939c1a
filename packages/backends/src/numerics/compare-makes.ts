import { expect } from "vitest";
import { instantiate, simdSupport, TILE_BYTES } from "../simd/module.ts";
import type { Numerics } from "./numerics.ts";
import { plain } from "./plain.ts";
import { simdNumerics, WORK_FLOATS } from "./simd.ts";

/** A memory with the work space at its start; arrays are cut off behind it. */
const memory = new WebAssembly.Memory({ initial: 256 });
const FIRST = TILE_BYTES + 4 * WORK_FLOATS;
const support = simdSupport();

/** The SIMD numerics over the tests' memory. */
export async function simdOf(make: "simd" | "relaxed"): Promise<Numerics> {
  return simdNumerics(await instantiate(memory, 0, make === "relaxed"), TILE_BYTES);
}

/** Deterministic numbers in (−range, range). */
export function numbers(count: number, range = 2, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * range;
  });
}

/** Copies arrays into the memory, one behind the other, with a gap that must stay as it is. */
export function place(...arrays: Float32Array[]): Float32Array[] {
  let at = FIRST;
  return arrays.map((array) => {
    const copy = new Float32Array(memory.buffer, at, array.length);
    copy.set(array);
    at += 4 * array.length;
    new Float32Array(memory.buffer, at, 8).fill(GUARD);
    at += 32;
    return copy;
  });
}

const GUARD = 12345;

function guard(array: Float32Array): number[] {
  return [...new Float32Array(memory.buffer, array.byteOffset + array.byteLength, 8)];
}

/** Runs the same on both makes and compares every array. */
export function compare(
  simd: Numerics,
  arrays: Float32Array[],
  run: (numerics: Numerics, arrays: Float32Array[]) => unknown,
  tolerance = 2e-6,
): void {
  const expected = arrays.map((array) => array.slice());
  const got = place(...arrays);
  const results = [run(plain, expected), run(simd, got)].map((result) => Number(result ?? 0));
  expect(Math.abs((results[0] as number) - (results[1] as number))).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(results[0] as number)),
  );
  expected.forEach((array, index) => {
    const other = got[index] as Float32Array;
    array.forEach((value, i) => {
      const difference = Math.abs(value - (other[i] as number));
      if (!(difference <= tolerance * Math.max(1, Math.abs(value)))) {
        throw new Error(`array ${index}, element ${i}: ${other[i]} instead of ${value}`);
      }
    });
    expect(guard(other)).toEqual(Array(8).fill(GUARD));
  });
}

/** The makes that run here. */
export const makes = (["simd", "relaxed"] as const).filter(
  (make) => make === "simd" || support === make,
);
