import { Random, STREAM } from "@gpt/random";
import { type BatchData, type BatchStream, IGNORED, padRows, readPosition } from "./batch.ts";

/** Special ids of sequence-to-sequence batches. */
export interface PairIds {
  readonly padding: number;
  /** What every target begins with. */
  readonly start: number;
  /** What ends every target. */
  readonly end: number;
}

/** Those of tasks without a tokenizer. */
export const PAIR_IDS: PairIds = { padding: 0, start: 1, end: 2 };

/** A pair of sequences of token ids. */
export interface IdPair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/**
 * Pairs as one padded batch for an encoder-decoder: the decoder reads the start id and the target, and
 * is to predict the target and the end id.
 */
export function pairBatch(
  pairs: readonly IdPair[],
  { padding, start, end }: PairIds = PAIR_IDS,
): BatchData {
  const sources = padRows(
    pairs.map((pair) => pair.source),
    padding,
  );
  const inputs = pairs.map(({ target }) => [start, ...target]);
  const targets = pairs.map(({ target }) => [...target, end]);
  return {
    source: sources,
    sourceMask: padRows(
      pairs.map(({ source }) => source.map(() => 1)),
      0,
    ),
    decoderInputs: padRows(inputs, padding),
    decoderMask: padRows(
      inputs.map((row) => row.map(() => 1)),
      0,
    ),
    decoderTargets: padRows(targets, IGNORED),
  };
}

/** Options of {@link toyPairs}. */
export interface ToyPairsOptions {
  readonly task: "copy" | "reverse";
  readonly vocabSize: number;
  /** Longest sequence. */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly seed?: number;
}

/** An endless stream of random sequences to be copied or reversed: the Transformer's first exercise. */
export function toyPairs(options: ToyPairsOptions): BatchStream {
  let next = 0;
  return {
    async next() {
      const random = new Random({ seed: options.seed ?? 0, step: next, stream: STREAM.text });
      next++;
      return pairBatch(Array.from({ length: options.batchSize }, () => toyPair(random, options)));
    },
    position: () => ({ batch: next }),
    async seek(position) {
      next = readPosition(position);
    },
  };
}

function toyPair(random: Random, { task, vocabSize, maxLength }: ToyPairsOptions): IdPair {
  const length = 1 + random.integer(maxLength);
  const source = Array.from({ length }, () => 3 + random.integer(vocabSize - 3));
  return { source, target: task === "copy" ? source : [...source].reverse() };
}
