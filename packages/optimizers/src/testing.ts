import { Registry } from "@gpt/registry";
import { type Tensor, tensor, variable } from "@tensorflow/tfjs-core";
import { type Optimizer, type OptimizerParameter, optimizerPlugins } from "./index.ts";

/** For tests: a registry with everything of this package. */
export const registry: Registry = new Registry().register(...optimizerPlugins);

/** For tests: numbers, possibly nested. */
export type Nested = number | readonly Nested[];

/** For tests: a parameter with given values. */
export function parameter(name: string, values: Nested): OptimizerParameter {
  const made = variable(tensor(values as number[][]));
  return { name, shape: made.shape, variable: made };
}

/** For tests: an optimizer by its config. */
export function optimizer(
  config: Parameters<Registry["create"]>[1],
  ...parameters: OptimizerParameter[]
): Optimizer {
  return registry.create("optimizer", config, { parameters });
}

/** For tests: one step with plain numbers as gradients; returns the gradients' norm. */
export function step(made: Optimizer, grads: readonly (Nested | null)[], lr: number): number {
  const tensors = grads.map((grad) => (grad === null ? null : tensor(grad as number[][])));
  const { gradNorm } = made.step(tensors, lr);
  const norm = gradNorm.dataSync()[0] as number;
  for (const used of [gradNorm, ...tensors]) used?.dispose();
  return norm;
}

/** For tests: a tensor's numbers. */
export function numbers(values: Tensor): number[] {
  return [...values.dataSync()];
}
