import { expect, test } from "vitest";
import { fuzz, fuzzPairs } from "./testing/fuzz.ts";

/** Seeds of past runs, and of differences that were found and mended. */
const SEEDS = [20240607, 180880637];

test.each(await fuzzPairs())("$name: random texts have the ids of the reference", (pair) => {
  for (const seed of SEEDS) expect(fuzz(pair, seed, 200)).toBeGreaterThan(20);
});
