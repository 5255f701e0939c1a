import { DROPOUT_STEP } from "../numerics/numerics.ts";
import { all, Func, type Local, loop } from "./assembler.ts";
import type { Code } from "./code.ts";
import { i32, v128 } from "./instructions.ts";

/** Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", §3.3). */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const WEYL = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/** Blocks drawn at once, one in each lane: their four words are one step. */
const BLOCKS = 4;

/**
 * `dropoutFactors(out, count, block, high, seed, site, step, stream, threshold, factor)`: the
 * factors of `count` elements (rounded up to 16) from Philox block (high, block) on: 0 where the
 * word is below the threshold (unsigned), else `factor`. `high` must not change on the way.
 */
export function dropoutFactors(): Func {
  const f = new Func("dropoutFactors", {
    ...all("i32", "out count block high seed site step stream threshold"),
    factor: "f32",
  });
  const { out, count, block, high, seed, site, step, stream, threshold, factor } = f.params;
  const { i } = f.variables(all("i32", "i"));
  const state = f.row("v128", 4);
  const [c0, c1, c2, c3] = state as [Local, Local, Local, Local];
  const scratch = f.variables(all("v128", "low0 high0 low1 high1 k0 k1 limit kept"));
  const { k0, k1, limit, kept } = scratch;
  const wide = (value: Local): Code => v128.splatInteger(value.get);
  return f.body(
    limit.set(wide(threshold)),
    kept.set(v128.splat(factor.get)),
    loop(
      i,
      count.get,
      i32.of(DROPOUT_STEP),
      c0.set(v128.addIntegers(wide(block), v128.integers(0, 1, 2, 3))),
      c1.set(wide(high)),
      c2.set(wide(step)),
      c3.set(wide(stream)),
      k0.set(wide(seed)),
      k1.set(wide(site)),
      ...Array.from({ length: ROUNDS }, () => round([c0, c1, c2, c3], scratch)),
      ...state.map((c) => c.set(v128.andNot(kept.get, v128.lessUnsigned(c.get, limit.get)))),
      storeTransposed(out, [c0, c1, c2, c3], scratch),
      block.set(i32.add(block.get, i32.of(BLOCKS))),
      out.set(i32.add(out.get, i32.of(4 * DROPOUT_STEP))),
    ),
  );
}

type Four = readonly [Local, Local, Local, Local];
type Scratch = { readonly [name in "low0" | "high0" | "low1" | "high1" | "k0" | "k1"]: Local };

/** Which 32-bit halves of the 64-bit products make up the four low and the four high words. */
const LOW_HALVES = [0, 2, 4, 6];
const HIGH_HALVES = [1, 3, 5, 7];

function round([c0, c1, c2, c3]: Four, { low0, high0, low1, high1, k0, k1 }: Scratch): Code {
  const multiplier = (which: 0 | 1) => v128.integers(...Array(BLOCKS).fill(MULTIPLIERS[which]));
  const weyl = (which: 0 | 1) => v128.integers(...Array(BLOCKS).fill(WEYL[which]));
  const mixed = (low: Local, high: Local, c: Local, k: Local) =>
    v128.xor(v128.xor(v128.shuffleWords(low.get, high.get, HIGH_HALVES), c.get), k.get);
  return [
    ...low0.set(v128.lowProducts(c0.get, multiplier(0))),
    ...high0.set(v128.highProducts(c0.get, multiplier(0))),
    ...low1.set(v128.lowProducts(c2.get, multiplier(1))),
    ...high1.set(v128.highProducts(c2.get, multiplier(1))),
    ...c0.set(mixed(low1, high1, c1, k0)),
    ...c1.set(v128.shuffleWords(low1.get, high1.get, LOW_HALVES)),
    ...c2.set(mixed(low0, high0, c3, k1)),
    ...c3.set(v128.shuffleWords(low0.get, high0.get, LOW_HALVES)),
    ...k0.set(v128.addIntegers(k0.get, weyl(0))),
    ...k1.set(v128.addIntegers(k1.get, weyl(1))),
  ];
}

/** Lane b of word w goes to place 4·b + w. */
function storeTransposed(out: Local, [c0, c1, c2, c3]: Four, scratch: Scratch): Code {
  const { low0: a, high0: b, low1: c, high1: d } = scratch;
  const store = (block: number, left: Local, right: Local, words: readonly number[]): Code =>
    v128.store(out.get, v128.shuffleWords(left.get, right.get, words), 4 * BLOCKS * block);
  return [
    ...a.set(v128.shuffleWords(c0.get, c1.get, [0, 4, 1, 5])),
    ...b.set(v128.shuffleWords(c2.get, c3.get, [0, 4, 1, 5])),
    ...c.set(v128.shuffleWords(c0.get, c1.get, [2, 6, 3, 7])),
    ...d.set(v128.shuffleWords(c2.get, c3.get, [2, 6, 3, 7])),
    ...store(0, a, b, [0, 1, 4, 5]),
    ...store(1, a, b, [2, 3, 6, 7]),
    ...store(2, c, d, [0, 1, 4, 5]),
    ...store(3, c, d, [2, 3, 6, 7]),
  ];
}
