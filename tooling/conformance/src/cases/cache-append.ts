import { cacheAppend } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { need } from "../oracle/array.ts";
import { cacheAppendForward } from "../oracle/cache-append.ts";

/** Batch, capacity, heads, head width. */
type Extent = readonly [number, number, number, number];

function appendCase([b, capacity, h, d]: Extent, time: number, position: number): Case {
  return {
    name: `${time} rows at ${position} of [${[b, capacity, h, d]}]`,
    inputs: { cache: sample([b, capacity, h, d], 101), update: sample([b, time, h, d], 102) },
    run: ({ cache, update }) => [cacheAppend(cache as Tensor, update as Tensor, position)],
    forward: (inputs) => [
      cacheAppendForward(need(inputs, "cache"), need(inputs, "update"), position),
    ],
  };
}

/** At the start, inside, at the end, all of it. */
export const CACHE_APPEND: CaseGroup = {
  op: "cacheAppend",
  cases: [
    appendCase([1, 1, 1, 1], 1, 0),
    appendCase([2, 7, 3, 5], 1, 0),
    appendCase([2, 7, 3, 5], 2, 3),
    appendCase([2, 7, 3, 5], 1, 6),
    appendCase([2, 7, 3, 5], 7, 0),
  ],
};
