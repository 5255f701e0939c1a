import { add, type Scalar, scalar, sqrt, square, sum, type Tensor } from "@tensorflow/tfjs-core";
import { areFloat, checkShape } from "./check.ts";
import { defineOp, type OpDefinition, runOp1 } from "./dispatch.ts";

/** Kernel `GptGlobalNorm`: tensor.0, tensor.1, … → scalar. */
export const GLOBAL_NORM: OpDefinition<{ readonly count: number }> = defineOp({
  name: "GptGlobalNorm",
  reference: (inputs, { count }) => {
    let squares: Tensor = scalar(0); // not addN: WebGPU binds ten buffers at most to one shader
    for (let i = 0; i < count; i++) {
      squares = add(squares, sum(square(inputs[`tensor.${i}`] as Tensor)));
    }
    return [sqrt(squares)];
  },
});

/**
 * sqrt of the sum of squares over all elements of all tensors (Pascanu et al. 2013); 0 of none.
 *
 * @param tensors float32, any shapes
 * @throws GptError `OP_SHAPE`
 */
export function globalNorm(tensors: readonly Tensor[]): Scalar {
  const inputs = Object.fromEntries(tensors.map((tensor, i) => [`tensor.${i}`, tensor]));
  const stray = tensors.findIndex((tensor) => !areFloat(tensor));
  const name = `tensor.${stray}`;
  checkShape(stray < 0, "globalNorm", "float32 tensors", { [name]: inputs[name] });
  return runOp1(GLOBAL_NORM, inputs, { count: tensors.length }) as Scalar;
}
