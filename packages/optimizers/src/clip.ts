import { globalNorm } from "@gpt/ops";
import { add, div, minimum, type Scalar, scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";

/** The gradients' global norm, and the factor that clips them to a length. */
export interface Clipping {
  readonly gradNorm: Scalar;
  readonly gradScale: Scalar;
}

/**
 * Measures gradients for clipping by global norm (Pascanu et al. 2013), in torch's form
 * min(1, clipNorm / (norm + 1e-6)). Both results stay on the device: nothing is read back.
 *
 * @param clipNorm longest allowed length
 */
export function clipping(grads: readonly Tensor[], clipNorm: number): Clipping {
  const gradNorm = globalNorm(grads);
  const gradScale = tidy(() =>
    minimum<Scalar>(scalar(1), div(scalar(clipNorm), add(gradNorm, scalar(1e-6)))),
  );
  return { gradNorm, gradScale };
}
