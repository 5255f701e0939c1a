import type { BatchData } from "@gpt/data";
import type { CallContext } from "@gpt/layers";
import type { TrainableModel } from "@gpt/models";
import { accumulate, valueAndGrads } from "@gpt/ops";
import * as tf from "@tensorflow/tfjs-core";
import { upload } from "./batch.ts";

/** Loss and gradients of one update, on the device. The caller disposes them. */
export interface UpdateGradients {
  readonly loss: tf.Scalar;
  /** In the order of the model's parameters; null where the loss does not reach. */
  readonly grads: (tf.Tensor | null)[];
}

/**
 * Mean loss over the micro-batches and its gradient. Each micro-loss is divided by their number
 * before the backward pass, so that the sum of the gradients is the gradient of the mean; the
 * order of the additions is fixed.
 *
 * @param firstMicroStep address of the first micro-batch's dropout; the others follow
 */
export function accumulateGradients(
  model: TrainableModel,
  batches: readonly BatchData[],
  seed: number,
  firstMicroStep: number,
): UpdateGradients {
  let sum: UpdateGradients | null = null;
  for (const [index, batch] of batches.entries()) {
    const context = { training: true, seed, step: firstMicroStep + index };
    const next = microGradients(model, batch, context, batches.length);
    sum = sum === null ? next : add(sum, next);
  }
  return sum as UpdateGradients;
}

function microGradients(
  model: TrainableModel,
  batch: BatchData,
  context: CallContext,
  parts: number,
): UpdateGradients {
  const tensors = upload(batch);
  try {
    const variables = [...model.parameters].map((parameter) => parameter.variable);
    const { value, grads } = valueAndGrads(() => {
      const loss = model.loss(tensors, context);
      return parts === 1 ? loss : tf.mul<tf.Scalar>(loss, 1 / parts);
    }, variables);
    return { loss: value, grads };
  } finally {
    tf.dispose(tensors);
  }
}

/** Adds up and frees both. */
function add(a: UpdateGradients, b: UpdateGradients): UpdateGradients {
  const sum = <T extends tf.Tensor>(x: T, y: T): T => {
    const total = accumulate(x, y);
    tf.dispose([x, y]);
    return total;
  };
  return {
    loss: sum(a.loss, b.loss),
    grads: a.grads.map((x, i) => {
      const y = b.grads[i] ?? null;
      return x !== null && y !== null ? sum(x, y) : (x ?? y);
    }),
  };
}
