import type { Tolerance } from "@gpt/conformance";

/**
 * How far results in bf16 are from the float64 oracle's; the README says the same. One rounding is 2^-9 off at most.
 * Gradients of attention are differences of numbers that were rounded; where scores are about 30, a rounding moves a
 * weight by a tenth.
 */
export const BF16_TOLERANCE: Tolerance = {
  outputs: 5e-3,
  gradients: 1e-2,
  wide: { outputs: 1.5e-2, gradients: 0.13 },
};
