import { globalNorm } from "@gpt/ops";
import { add, div, minimum, type Scalar, scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";

/** The gradients' global norm, and the factor that clips them to a length; null where none does. */
export interface Clipping {
  readonly gradNorm: Scalar;
  readonly gradScale: Scalar | null;
}

/**
 * Measures gradients for clipping by global norm (Pascanu et al. 2013), in torch's form
 * min(1, clipNorm / (norm + 1e-6)). Both results stay on the device: nothing is read back.
 *
 * @param clipNorm longest allowed length; null: no clipping
 */
export function clipping(grads: readonly Tensor[], clipNorm: number | null): Clipping {
  const gradNorm = grads.length > 0 ? globalNorm(grads) : scalar(0);
  if (clipNorm === null) return { gradNorm, gradScale: null };
  const gradScale = tidy(() =>
    minimum<Scalar>(scalar(1), div(scalar(clipNorm), add(gradNorm, scalar(1e-6)))),
  );
  return { gradNorm, gradScale };
}
