import { type BatchData, type IdPair, type PairExample, pairBatch, type TaskSet } from "@gpt/data";
import { sequenceIds } from "@gpt/generation";
import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { tokenBatches, tokenBucketedStream } from "../finetune/bucketed-stream.ts";
import type { Streams } from "./streams.ts";

/** How the pairs of a translation become batches. */
export interface PairStreamOptions {
  /** Most tokens of a source, and of a target with its end token. */
  readonly contextLength: number;
  /** Most source tokens of a batch, and most target tokens, padding counted. */
  readonly tokens: number;
  readonly seed: number;
  /** Batches that every validation scores. */
  readonly evalBatches: number;
}

/**
 * What an encoder-decoder learns from: pairs of like length together, so many tokens a batch (Vaswani et
 * al. 2017, §5.1). Pairs that do not fit into the context are left out; a note says how many.
 *
 * @throws GptError `TASK_FORM` for a task that is no translation, `TOKENIZER_SPECIALS`, `CORPUS_EMPTY`
 *   where no pair fits
 */
export function pairStreams(
  task: TaskSet,
  tokenizer: Tokenizer,
  options: PairStreamOptions,
): Streams {
  const { tokens, seed, evalBatches } = options;
  const ids = sequenceIds(tokenizer);
  const batch = (pairs: readonly IdPair[]): BatchData => pairBatch(pairs, ids);
  const train = fitting(task, "train", tokenizer, options);
  const validation = fitting(task, "validation", tokenizer, options);
  const bucket = { tokens, length: lengthOf };
  const held = tokenBatches(validation.pairs, 0, bucket).slice(0, evalBatches);
  return {
    data: tokenBucketedStream(train.pairs, { ...bucket, seed, batch }),
    validation: held.map(batch),
    notes: [...train.notes, ...validation.notes],
  };
}

function lengthOf({ source, target }: IdPair): number {
  return Math.max(source.length, target.length + 1); // the target with its start or end token
}

/** The pairs that fit into the context. */
function fitting(
  task: TaskSet,
  part: "train" | "validation",
  tokenizer: Tokenizer,
  { contextLength }: PairStreamOptions,
): { readonly pairs: readonly IdPair[]; readonly notes: readonly string[] } {
  if (task.form !== "seq2seq") throw notPairs(task);
  const all = (task[part] as readonly PairExample[]).map(({ source, target }) => ({
    source: [...tokenizer.encode(source)],
    target: [...tokenizer.encode(target)],
  }));
  const pairs = all.filter((pair) => lengthOf(pair) <= contextLength);
  if (pairs.length === 0) throw noneFits(task, part, contextLength);
  const lost = all.length - pairs.length;
  const note = `${lost} of ${all.length} ${part} pairs are longer than the context and left out`;
  return { pairs, notes: lost === 0 ? [] : [note] };
}

function notPairs({ name, form }: TaskSet): GptError {
  return new GptError("TASK_FORM", {
    message: `An encoder-decoder cannot learn the task "${name}".`,
    expected: "a translation: a task of the form seq2seq",
    got: `a task of the form ${form}`,
    help: "fine-tune a GPT or BERT on it (gpt finetune), or name parallel text",
  });
}

function noneFits({ name }: TaskSet, part: string, contextLength: number): GptError {
  return new GptError("CORPUS_EMPTY", {
    message: `No ${part} pair of ${name} fits into the context.`,
    expected: `at least one with at most ${contextLength} tokens on both sides`,
    got: "none",
    help: "raise the context (--context), or take a larger vocabulary: fewer tokens a text",
  });
}
