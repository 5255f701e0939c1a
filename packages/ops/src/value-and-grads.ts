import { engine, type Scalar, type Tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import { registerStockGradients } from "./stock-gradients.ts";
import { backpropagate, dropTape, record } from "./tape.ts";

/** What {@link valueAndGrads} returns. */
export interface ValueAndGrads {
  readonly value: Scalar;
  /** In the order of the parameters; null where the function does not reach one. */
  readonly grads: (Tensor | null)[];
}

/**
 * The value of a scalar function and its gradient with respect to each parameter; null for a
 * parameter the function does not reach. The caller disposes what is returned.
 *
 * `tf.variableGrads` would throw where no parameter is reached, and leaves out those that are not
 * trainable; here the caller says which ones count. It also keeps all that was saved, and all
 * gradients of activations, to the end; here they go as the tape is walked.
 *
 * @throws GptError `NO_GRADIENT`
 */
export function valueAndGrads(f: () => Scalar, params: readonly Variable[]): ValueAndGrads {
  registerStockGradients();
  if (engine().state.gradientDepth > 0) return nested(f, params);
  const [value, ...grads] = tidy(() => {
    const recording = record(f);
    try {
      return [recording.value, ...backpropagate(recording, params)] as Tensor[];
    } finally {
      dropTape(recording.tape);
    }
  }) as [Scalar, ...(Tensor | null)[]];
  return { value, grads };
}

/** Inside of another gradient, whose tape still needs everything: tfjs' own way. */
function nested(f: () => Scalar, params: readonly Variable[]): ValueAndGrads {
  const { value, grads } = engine().gradients(f, [...params], undefined, true);
  return { value: value as Scalar, grads: grads.map((grad) => grad ?? null) };
}
