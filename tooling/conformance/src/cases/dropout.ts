import { dropout } from "@gpt/ops";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { type Array64, need } from "../oracle/array.ts";
import { dropoutForward } from "../oracle/dropout.ts";

function dropoutCase(shape: readonly number[], rate: number, seed = 1, step = 2, site = 3): Case {
  const spec = { rate, seed, step, site };
  return {
    name: `[${shape}] ${JSON.stringify(spec)}`,
    inputs: { x: sample(shape, 51) },
    run: ({ x }) => [dropout(x as Tensor, spec)],
    forward: (inputs) => [dropoutForward(need(inputs, "x"), spec)],
    backward: (_inputs, [dy]) => ({ x: dropoutForward(dy as Array64, spec) }),
  };
}

const MOST = 2 ** 32 - 1;

/** Sizes that are no multiple of Philox's four words, and addresses up to 32 bits. */
export const DROPOUT: CaseGroup = {
  op: "dropout",
  cases: [
    ...[1, 3, 4, 7, 33].map((size) => dropoutCase([size], 0.5)),
    dropoutCase([2, 3, 5], 0.1),
    dropoutCase([33, 65], 0.1, 42),
    dropoutCase([1030], 0.9),
    dropoutCase([130], 0.5, MOST, MOST, MOST),
    dropoutCase([130], 1e-6),
  ],
};
