import {
  type BatchData,
  type BatchStream,
  type Dataset,
  fixedBatches,
  isTaskDataset,
  packedStream,
  type SentencePairOptions,
  sentenceEncoder,
  sentencePairStream,
  splitStore,
  type TextSource,
  type TokenEncoder,
  type TokenStore,
} from "@gpt/data";
import { isCausalModel, isMaskedModel, isSeq2SeqModel, type TrainableModel } from "@gpt/models";
import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { RunConfig } from "../config/run-config.ts";
import { isBatchSource } from "./batch-source.ts";
import { pairStreams } from "./pair-streams.ts";

/** Where the tokens of a corpus are kept: in memory, or in a file of the run folder. */
export type OpenStore = (
  split: "train" | "validation",
  source: TextSource,
  encoder: TokenEncoder,
) => Promise<TokenStore>;

/** What a run reads. */
export interface Streams {
  readonly data: BatchStream;
  /** The fixed batches of every validation. */
  readonly validation: readonly BatchData[];
  /** What a person should know, such as what was left out. */
  readonly notes?: readonly string[];
}

/**
 * The batches that a model learns from: packed windows for causal models, masked pairs of sentences
 * for BERT, pairs of a translation for encoder-decoders, and for any other model what the data set itself makes.
 *
 * @throws GptError `OBJECTIVE_DATA` where the data set has nothing for such a model,
 *   `TOKENIZER_SPECIALS` where masking lacks its special tokens, `CORPUS_TOO_SHORT`
 */
export async function createStreams(
  config: RunConfig,
  model: TrainableModel,
  dataset: Dataset,
  tokenizer: Tokenizer,
  contextLength: number,
  openStore: OpenStore,
): Promise<Streams> {
  const { batchSize, seed, evalBatches } = config;
  const window = { batchSize, contextLength };
  if (isBatchSource(dataset)) {
    const request = { ...window, vocabSize: tokenizer.vocabSize, seed };
    return {
      data: dataset.batches({ ...request, split: "train" }),
      validation: await take(dataset.batches({ ...request, split: "validation" }), evalBatches),
    };
  }
  if (isSeq2SeqModel(model)) {
    if (!isTaskDataset(dataset)) throw noObjective(config);
    const tokens = batchSize * contextLength;
    const options = { contextLength, tokens, seed, evalBatches };
    return pairStreams(await dataset.task(), tokenizer, options);
  }
  if (isMaskedModel(model)) {
    const masking = maskingOptions(config, tokenizer, contextLength);
    const encoder = sentenceEncoder(tokenizer, masking.ids);
    const { train, validation } = await openStores(config, dataset, encoder, openStore);
    const held = await sentencePairStream(validation, { ...masking, seed: 0 });
    return {
      data: await sentencePairStream(train, { ...masking, seed }),
      validation: await take(held, evalBatches),
    };
  }
  if (!isCausalModel(model)) throw noObjective(config);
  const { train, validation } = await openStores(config, dataset, tokenizer, openStore);
  return {
    data: packedStream(train, { ...window, seed }),
    validation: await fixedBatches(validation, window, evalBatches),
  };
}

async function openStores(
  config: RunConfig,
  dataset: Dataset,
  encoder: TokenEncoder,
  openStore: OpenStore,
): Promise<{ readonly train: TokenStore; readonly validation: TokenStore }> {
  const train = await openStore("train", dataset.train, encoder);
  if (dataset.validation === null) return splitStore(train, config.validationShare);
  return { train, validation: await openStore("validation", dataset.validation, encoder) };
}

async function take(stream: BatchStream, count: number): Promise<BatchData[]> {
  const batches: BatchData[] = [];
  while (batches.length < count) batches.push(await stream.next());
  return batches;
}

function maskingOptions(
  { batchSize, masking }: RunConfig,
  tokenizer: Tokenizer,
  contextLength: number,
): SentencePairOptions {
  const { maxPredictions, ...rest } = masking;
  const limit = maxPredictions === null ? {} : { maxPredictions };
  return { batchSize, contextLength, tokenizer, ids: maskingIds(tokenizer), ...rest, ...limit };
}

function maskingIds(tokenizer: Tokenizer): SentencePairOptions["ids"] {
  const id = (name: string): number => {
    const found = tokenizer.specials.get(name);
    if (found !== undefined) return found;
    throw new GptError("TOKENIZER_SPECIALS", {
      message: `Masked training needs the special token ${name}, which the tokenizer lacks.`,
      expected: "special tokens [CLS], [SEP] and [MASK]",
      got: [...tokenizer.specials.keys()].join(", ") || "none",
      help: 'give the tokenizer the option "specials": ["[CLS]", "[SEP]", "[MASK]"]',
    });
  };
  const padding = tokenizer.specials.get("[PAD]") ?? 0; // not attended to, so any id will do
  return { cls: id("[CLS]"), sep: id("[SEP]"), mask: id("[MASK]"), padding };
}

function noObjective({ model, data }: RunConfig): GptError {
  return new GptError("OBJECTIVE_DATA", {
    message: `The data set "${data.type}" has nothing that a "${model.type}" learns from.`,
    expected: 'pairs for an encoder-decoder: a data set "task" with a translation, or "toy-pairs"',
    got: `"${data.type}", which gives texts`,
    help: "name two files of parallel text (--data a.de --data a.en), or take a GPT or BERT",
  });
}
