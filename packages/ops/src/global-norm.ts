import { addN, type Scalar, sqrt, square, sum, type Tensor } from "@tensorflow/tfjs-core";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/** Kernel `GptGlobalNorm`: tensor.0, tensor.1, … → scalar. */
export const GLOBAL_NORM: OpDefinition<{ readonly count: number }> = defineOp({
  name: "GptGlobalNorm",
  reference: (inputs, { count }) => {
    const squares = Array.from({ length: count }, (_, i) =>
      sum(square(inputs[`tensor.${i}`] as Tensor)),
    );
    return [sqrt(addN(squares))];
  },
});

/** sqrt of the sum of squares over all elements of all tensors (Pascanu et al. 2013). */
export function globalNorm(tensors: readonly Tensor[]): Scalar {
  const inputs = Object.fromEntries(tensors.map((tensor, i) => [`tensor.${i}`, tensor]));
  return runOp1(GLOBAL_NORM, inputs, { count: tensors.length }) as Scalar;
}
