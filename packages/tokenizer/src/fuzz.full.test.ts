import { expect, test } from "vitest";
import { fuzz, fuzzPairs } from "./testing/fuzz.ts";

const pairs = await fuzzPairs();

/**
 * In the environment: FUZZ_MINUTES of processor time for all families together (3 unless said
 * otherwise; 10 is the long run of docs/benchmarks.md), and FUZZ_SEED, which repeats a run: a
 * difference comes with the seed that finds it again at once.
 */
const minutes = Number(process.env.FUZZ_MINUTES ?? 3);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test.each(pairs)(`$name: random texts have the ids of the reference (seed ${seed})`, (pair) => {
  const runs = fuzz(pair, seed, (minutes * 60_000) / pairs.length);
  console.warn(`${pair.name}: ${runs} texts`);
  expect(runs).toBeGreaterThan(1000);
});
