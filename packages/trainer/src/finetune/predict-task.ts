import type { EncodedExample, Prediction, TaskModel, TaskPredictions } from "@gpt/models";
import * as tf from "@tensorflow/tfjs-core";
import { upload } from "../loop/batch.ts";
import { yieldToHost } from "../loop/yield.ts";
import { lengthOf } from "./encode-task.ts";

/**
 * Predicts any number of examples, without dropout. Those of like length share a batch of at most
 * `sequences` sequences (one example's are never torn apart); what is predicted does not depend on it.
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
      const part = await model.predict(batch, group);
      sum += part.loss * group.length;
      for (const [i, index] of indices.entries()) {
        predictions[index] = part.predictions[i] as Prediction;
      }
    } finally {
      tf.dispose(batch);
    }
    await yieldToHost();
  }
  return { predictions, loss: sum / examples.length };
}

/** Indices of examples that share a batch, by rising length. */
function groups(examples: readonly EncodedExample[], sequences: number): number[][] {
  const at = (index: number) => examples[index] as EncodedExample;
  const order = examples.map((_, index) => index);
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
