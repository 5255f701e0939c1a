import { INFERENCE } from "@gpt/layers";
import type { EncodedExample, Prediction, TaskModel, TensorBatch } from "@gpt/models";
import * as tf from "@tensorflow/tfjs-core";
import { upload } from "../loop/batch.ts";
import { yieldToHost } from "../loop/yield.ts";
import { lengthOf } from "./encode-task.ts";

/** Predictions, and how far they are from the labels. */
export interface TaskPredictions {
  /** One for each example, in their order. */
  readonly predictions: readonly Prediction[];
  /** Mean task loss; the auxiliary loss is not in it. */
  readonly loss: number;
}

/**
 * Predicts examples, without dropout. Those of like length share a batch of at most `sequences`
 * sequences (one example's are never torn apart); what is predicted does not depend on it.
 */
export async function predictTask(
  model: TaskModel,
  examples: readonly EncodedExample[],
  sequences = 32,
): Promise<TaskPredictions> {
  const predictions = new Array<Prediction>(examples.length);
  let sum = 0;
  for (const indices of groups(examples, sequences)) {
    const group = indices.map((index) => examples[index] as EncodedExample);
    const batch = upload(model.head.batch(group));
    try {
      for (const [i, prediction] of (await model.predict(batch, group)).entries()) {
        predictions[indices[i] as number] = prediction;
      }
      sum += (await taskLoss(model, batch)) * group.length;
    } finally {
      tf.dispose(batch);
    }
    await yieldToHost();
  }
  return { predictions, loss: sum / examples.length };
}

async function taskLoss(model: TaskModel, batch: TensorBatch): Promise<number> {
  const loss = tf.tidy(() => model.head.loss(model.logits(batch, INFERENCE), batch));
  const value = (await loss.data())[0] as number;
  loss.dispose();
  return value;
}

/** Indices of examples that share a batch, by rising length. */
function groups(examples: readonly EncodedExample[], sequences: number): number[][] {
  const order = examples.map((_, index) => index);
  const at = (index: number) => examples[index] as EncodedExample;
  order.sort((a, b) => lengthOf(at(a)) - lengthOf(at(b)) || a - b);
  const out: number[][] = [];
  let room = 0;
  for (const index of order) {
    const rows = at(index).sequences.length;
    if (rows > room || out.length === 0) {
      out.push([]);
      room = sequences;
    }
    out.at(-1)?.push(index);
    room -= rows;
  }
  return out;
}
