import type { BatchData } from "@gpt/data";
import { INFERENCE } from "@gpt/layers";
import type { TrainableModel } from "@gpt/models";
import * as tf from "@tensorflow/tfjs-core";
import { upload } from "./batch.ts";
import { yieldToHost } from "./yield.ts";

/** Mean loss over the batches, without dropout: the same batches give the same number, bit for bit. */
export async function evaluate(
  model: TrainableModel,
  batches: readonly BatchData[],
): Promise<number> {
  let sum = 0;
  for (const batch of batches) {
    const loss = tf.tidy(() => model.loss(upload(batch), INFERENCE));
    sum += (await loss.data())[0] as number;
    loss.dispose();
    await yieldToHost();
  }
  return sum / batches.length;
}
