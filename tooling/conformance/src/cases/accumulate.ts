import { accumulate } from "@gpt/ops";
import { mul, type Tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import { need } from "../oracle/array.ts";

/** The total is a product of its own, to be used up. */
function sumCase(shape: readonly number[]): Case {
  return {
    name: `[${shape}]`,
    inputs: { total: sample(shape, 111), x: sample(shape, 112) },
    run: ({ total, x }) => [accumulate(mul(total as Tensor, 1), x as Tensor)],
    forward: (inputs) => {
      const [total, x] = [need(inputs, "total"), need(inputs, "x")];
      return [{ shape, data: total.data.map((value, i) => value + (x.data[i] as number)) }];
    },
  };
}

/** A scalar, a few, more than one thread takes at once. */
export const ACCUMULATE: CaseGroup = {
  op: "accumulate",
  cases: [sumCase([]), sumCase([7]), sumCase([3, 5]), sumCase([129, 257])],
};
