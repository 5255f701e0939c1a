import { type GradConfig, getGradient, registerGradient } from "@tensorflow/tfjs-core";
import { ELEMENTWISE_GRADIENTS } from "./stock-gradients-elementwise.ts";
import { MATRIX_GRADIENTS } from "./stock-gradients-matrix.ts";
import { REDUCE_GRADIENTS } from "./stock-gradients-reduce.ts";
import { SHAPE_GRADIENTS } from "./stock-gradients-shape.ts";

const ALL: readonly GradConfig[] = [
  ...ELEMENTWISE_GRADIENTS,
  ...MATRIX_GRADIENTS,
  ...REDUCE_GRADIENTS,
  ...SHAPE_GRADIENTS,
];

/**
 * Registers gradients of the stock tfjs kernels that models use: tfjs-core's Node entry registers
 * none at all. What is already registered (by the union package `@tensorflow/tfjs`, say) stays.
 */
export function registerStockGradients(): void {
  for (const config of ALL) {
    if (getGradient(config.kernelName) === undefined) registerGradient(config);
  }
}
