import { type Dataset, isTaskDataset, type PairExample } from "@gpt/data";
import { generateText, translate } from "@gpt/generation";
import { isCausalModel, isSeq2SeqModel, type Seq2SeqModel, type TrainableModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { RunConfig } from "../config/run-config.ts";
import type { Sample } from "../loop/events.ts";

/** Translations that are shown now and then. */
const TRANSLATIONS = 3;

/** What a model writes now and then; null for models that do not write. */
export function createSampler(
  registry: Registry,
  { sample, seed }: RunConfig,
  model: TrainableModel,
  tokenizer: Tokenizer,
  dataset: Dataset,
): ((step: number) => Promise<Sample[]>) | null {
  if (isSeq2SeqModel(model)) return translator(model, tokenizer, dataset);
  if (!isCausalModel(model)) return null;
  // The same random numbers at every step, so that samples compare.
  const options = { maxNewTokens: sample.tokens, sampler: sample.sampler, seed, registry };
  return async () => {
    const samples: Sample[] = [];
    for (const prompt of sample.prompts) {
      samples.push({ prompt, text: await generateText(model, tokenizer, prompt, options) });
    }
    return samples;
  };
}

/** The first texts of the validation part, translated; null where the data are no texts. */
function translator(
  model: Seq2SeqModel,
  tokenizer: Tokenizer,
  dataset: Dataset,
): ((step: number) => Promise<Sample[]>) | null {
  if (!isTaskDataset(dataset)) return null;
  return async () => {
    const { validation } = await dataset.task();
    const pairs = validation.slice(0, TRANSLATIONS) as readonly PairExample[];
    const sources = pairs.map(({ source }) => source);
    const { texts } = await translate(model, tokenizer, sources);
    return sources.map((prompt, at) => ({ prompt, text: ` → ${texts[at]}` }));
  };
}
