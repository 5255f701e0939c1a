import type { BatchData } from "@gpt/data";
import type { TensorBatch } from "@gpt/models";
import * as tf from "@tensorflow/tfjs-core";

/** Puts a batch on the device; every array keeps its name and shape. The caller disposes it. */
export function upload(batch: BatchData): TensorBatch {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape], "int32"),
    ]),
  );
}

/**
 * Tokens a batch makes the model read: the ones of its masks where it has masks (padding is not
 * read), else every element of `inputs`.
 */
export function countTokens(batch: BatchData): number {
  const masks = Object.entries(batch).filter(([name]) => name.endsWith("Mask"));
  if (masks.length === 0) return batch.inputs?.data.length ?? 0;
  return masks.reduce(
    (sum, [, { data }]) => sum + data.reduce((ones, bit) => ones + (bit === 0 ? 0 : 1), 0),
    0,
  );
}
