import { type BatchData, IGNORED } from "@gpt/data";
import type { MaskedInput, MaskedModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { assembleRun, resolveConfig } from "@gpt/trainer";
import { dispose, softmax, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import type { PartContext } from "../part.ts";
import { openSource } from "../source.ts";
import type { BertSettings } from "./settings.ts";

/** A masked token, what the model takes it for, and what stood there. */
export interface FilledMask {
  /** The text before and after it; other masks are in it too. */
  readonly before: string;
  readonly after: string;
  readonly right: string;
  /** The likeliest tokens with their probabilities, best first. */
  readonly guesses: readonly (readonly [piece: string, probability: number])[];
}

/** How well an encoder does what it was pre-trained for. */
export interface FillMaskScore {
  /** Masked tokens. */
  readonly tokens: number;
  /** Share that the likeliest token is right for. */
  readonly accuracy: number;
  /** Share that the commonest of these tokens is right for. */
  readonly unigram: number;
  /** Share of the pairs of which is known whether the second text follows the first. */
  readonly nextSentence: number;
  readonly examples: readonly FilledMask[];
}

/** Examples that are kept, guesses of each, and pieces shown on either side. */
const EXAMPLES = 10;
const GUESSES = 3;
const AROUND = 14;

/** What the counting is done with. */
interface Tally {
  right: number;
  pairs: number;
  rightPairs: number;
  readonly labels: Map<number, number>;
  readonly examples: FilledMask[];
}

/** Fills the masks of validation sentences. @returns null where it was interrupted */
export async function scoreFillMask(
  registry: Registry,
  run: string,
  { encoder, maskedBatches }: BertSettings,
  { signal, progress }: PartContext,
): Promise<FillMaskScore | null> {
  const { model, tokenizer } = await openSource(registry, run);
  const batches = await validationBatches(registry, encoder, tokenizer, maskedBatches);
  const tally: Tally = { right: 0, pairs: 0, rightPairs: 0, labels: new Map(), examples: [] };
  for (const [index, batch] of batches.entries()) {
    if (signal.aborted) break;
    await countBatch(model as unknown as MaskedModel, batch, tokenizer, tally);
    progress((index + 1) / batches.length);
  }
  model.dispose();
  if (signal.aborted) return null;
  const tokens = [...tally.labels.values()].reduce((sum, count) => sum + count, 0);
  return {
    tokens,
    accuracy: tally.right / tokens,
    unigram: Math.max(...tally.labels.values()) / tokens,
    nextSentence: tally.rightPairs / tally.pairs,
    examples: tally.examples,
  };
}

/** The batches that the run validates on, more of them. */
async function validationBatches(
  registry: Registry,
  encoder: object,
  tokenizer: Tokenizer,
  evalBatches: number,
): Promise<readonly BatchData[]> {
  const config = resolveConfig(registry, { ...encoder, evalBatches }, "the encoder");
  const dataset = registry.create("dataset", config.data, { registry });
  const parts = await assembleRun(registry, config, dataset, tokenizer);
  parts.dispose();
  return parts.validation;
}

async function countBatch(
  model: MaskedModel,
  batch: BatchData,
  tokenizer: Tokenizer,
  tally: Tally,
): Promise<void> {
  const [tokens, pairs] = tidy(() => {
    const input = Object.fromEntries(
      ["inputs", "tokenTypes", "attentionMask"].map((name) => [name, onDevice(batch, name)]),
    ) as unknown as MaskedInput;
    const hidden = model.encode(input);
    const said = model.nextSentenceLogits(hidden) as Tensor; // [B, 2]; BERT's head has it
    return [softmax(model.tokenLogits(hidden)), said] as [Tensor, Tensor]; // [B, T, V]
  });
  const probabilities = await tokens.data<"float32">();
  const labels = batch.labels?.data as Int32Array;
  for (const [at, label] of labels.entries()) {
    if (label === IGNORED) continue;
    const row = probabilities.subarray(at * model.vocabSize, (at + 1) * model.vocabSize);
    const best = likeliest(row);
    tally.right += best[0] === label ? 1 : 0;
    tally.labels.set(label, (tally.labels.get(label) ?? 0) + 1);
    const isFirst = !labels.subarray(at - (at % width(batch)), at).some((id) => id !== IGNORED);
    if (isFirst && tally.examples.length < EXAMPLES) {
      tally.examples.push(filledMask(batch, at, label, { best, row }, tokenizer));
    }
  }
  const follows = await pairs.data<"float32">();
  for (const [index, wanted] of (batch.nextSentence?.data ?? []).entries()) {
    const said = (follows[2 * index] as number) >= (follows[2 * index + 1] as number) ? 0 : 1;
    tally.pairs++;
    tally.rightPairs += said === wanted ? 1 : 0;
  }
  dispose([tokens, pairs]);
}

function onDevice(batch: BatchData, name: string): Tensor {
  const { data, shape } = batch[name] as BatchData[string];
  return tensor(data, [...shape], "int32");
}

function width(batch: BatchData): number {
  return batch.labels?.shape[1] as number;
}

/** The ids of the largest values, best first. */
function likeliest(row: Float32Array): number[] {
  const order = Array.from(row, (_, id) => id);
  return order.sort((a, b) => (row[b] as number) - (row[a] as number)).slice(0, GUESSES);
}

/** A masked token in its text. */
function filledMask(
  batch: BatchData,
  at: number,
  label: number,
  { best, row }: { readonly best: readonly number[]; readonly row: Float32Array },
  tokenizer: Tokenizer,
): FilledMask {
  const inputs = batch.inputs?.data as Int32Array;
  const first = at - (at % width(batch));
  const padding = batch.attentionMask?.data as Int32Array;
  const text = (from: number, to: number) => {
    const shown = [...inputs.subarray(from, to)].filter((_, i) => padding[from + i] === 1);
    return tokenizer.decode(shown);
  };
  return {
    before: text(Math.max(first, at - AROUND), at),
    after: text(at + 1, Math.min(first + width(batch), at + 1 + AROUND)),
    right: tokenizer.decode([label]),
    guesses: best.map((id) => [tokenizer.decode([id]), Number((row[id] as number).toFixed(3))]),
  };
}
