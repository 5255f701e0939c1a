import { add, type Tensor } from "@tensorflow/tfjs-core";
import { areFloat, checkShape, hasShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/** Kernel `GptAccumulate`: total, x → total + x; a kernel may write in place and return the same data. */
export const ACCUMULATE: OpDefinition<object> = defineOp({
  name: "GptAccumulate",
  reference: ({ total, x }) => [add(total as Tensor, x as Tensor)],
});

/**
 * A sum that goes on. The total that is passed in is used up: dispose it and go on with the result.
 *
 * @param total float32, any shape
 * @param x of the same shape
 * @throws GptError `OP_SHAPE`
 */
export function accumulate<T extends Tensor>(total: T, x: T): T {
  const fits = hasShape(total, x.shape) && areFloat(total, x);
  checkShape(fits, "accumulate", "float32 total and x of one shape", { total, x });
  return runOp1(ACCUMULATE, { total, x }, {}) as T;
}
