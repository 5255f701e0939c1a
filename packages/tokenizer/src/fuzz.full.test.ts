import { expect, test } from "vitest";
import { fuzz, fuzzPairs } from "./testing/fuzz.ts";

const pairs = await fuzzPairs();

/** FUZZ_MINUTES and FUZZ_SEED in the environment lengthen a run and repeat one. */
const minutes = Number(process.env.FUZZ_MINUTES ?? 10);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test.each(pairs)(`$name: random texts have the ids of the reference (seed ${seed})`, (pair) => {
  const runs = fuzz(pair, seed, (minutes * 60_000) / pairs.length);
  console.warn(`${pair.name}: ${runs} texts`);
  expect(runs).toBeGreaterThan(1000);
});
