import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";

/** A weight, as far as an optimizer cares. */
export interface OptimizerParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** The values, which updates change in place. Read at the first step, not before. */
  readonly variable: Variable;
}

/** What an optimizer is made for. */
export interface OptimizerContext {
  /** In a fixed order; gradients come in the same. */
  readonly parameters: Iterable<OptimizerParameter>;
}

/** All that an optimizer remembers between updates. */
export interface OptimizerState {
  /** Updates made. */
  readonly scalars: { readonly step: number };
  /** Moments, `<parameter>.m` and `<parameter>.v`, of the parameters reached so far. */
  readonly tensors: { readonly [name: string]: Tensor };
}

/** Turns gradients into new weights, in place. */
export interface Optimizer {
  readonly name: string;
  /**
   * One update.
   *
   * @param grads in the order of the parameters; null where the loss does not reach the parameter,
   *   which then stays exactly as it is. They remain the caller's to dispose.
   * @param learningRate of this update
   * @returns the global norm of the gradients before clipping; the caller disposes it
   * @throws GptError `OPTIMIZER_GRADIENTS` where their number is not that of the parameters
   */
  step(grads: readonly (Tensor | null)[], learningRate: number): { readonly gradNorm: Scalar };
  /** The live state: the next step changes these tensors. Copy what is to be kept. */
  state(): OptimizerState;
  /**
   * Goes on from a state, to the bit as if it had never been left. Copies; the tensors remain the
   * caller's.
   *
   * @throws GptError `OPTIMIZER_STATE` where the state is of another model or optimizer
   */
  restore(state: {
    readonly scalars: { readonly [name: string]: number };
    readonly tensors: { readonly [name: string]: Tensor };
  }): void;
  /** Frees the moments; the parameters stay. */
  dispose(): void;
}

declare module "@gpt/registry" {
  interface Kinds {
    optimizer: { product: Optimizer; context: OptimizerContext };
  }
}
