import { type BatchStream, type Dataset, textSource, toyPairs } from "@gpt/data";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";

/** What a {@link BatchSource} is asked for. */
export interface BatchRequest {
  readonly split: "train" | "validation";
  readonly batchSize: number;
  readonly contextLength: number;
  readonly vocabSize: number;
  readonly seed: number;
}

/**
 * A data set that makes its batches itself instead of giving texts to pack: pairs for a Transformer,
 * for example. The product of a "dataset" plug-in may be one.
 */
export interface BatchSource extends Dataset {
  batches(request: BatchRequest): BatchStream;
}

/** Whether a data set makes its batches itself. */
export function isBatchSource(dataset: Dataset): dataset is BatchSource {
  return "batches" in dataset;
}

/** Pairs to copy or reverse, for encoder-decoders: their first exercise. */
const pairs = definePlugin({
  kind: "dataset",
  name: "toy-pairs",
  description: "Random sequences to copy or reverse, for encoder-decoders; needs no files.",
  options: v.strictObject({
    task: v.optional(v.picklist(["copy", "reverse"]), "reverse"),
    maxLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 12),
  }),
  create: ({ task, maxLength }): BatchSource => ({
    train: textSource("toy pairs", []),
    validation: null,
    batches: ({ split, batchSize, contextLength, vocabSize, seed }) =>
      toyPairs({
        task,
        vocabSize,
        maxLength: Math.min(maxLength, contextLength - 1), // one place for the start or end id
        batchSize,
        seed: split === "train" ? seed : seed ^ 0x5a5a5a5a,
      }),
  }),
});

/** Data sets of this package, for `registry.register(...batchSourcePlugins)`. */
export const batchSourcePlugins: readonly AnyPlugin[] = [pairs];
