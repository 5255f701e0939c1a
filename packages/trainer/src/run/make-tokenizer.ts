import type { Dataset } from "@gpt/data";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { TrainProgress } from "@gpt/tokenizer/train";
import type { RunConfig } from "../config/run-config.ts";

/** Makes a run's tokenizer; those that learn their vocabulary learn it from the training data. */
export function makeTokenizer(
  registry: Registry,
  config: RunConfig,
  dataset: Dataset,
  onProgress?: (progress: TrainProgress) => void,
): Promise<Tokenizer> {
  return registry.create("tokenizer", config.tokenizer, {
    async *texts() {
      for await (const { text } of dataset.train.documents()) yield text;
    },
    ...(onProgress !== undefined && { onProgress }),
  });
}
