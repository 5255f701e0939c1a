import { ByteBpeTokenizer } from "../byte-bpe.ts";
import { BYTE_ORDER } from "../byte-standins.ts";
import { type MergeIds, rulesFromMerges } from "../formats/merges.ts";
import { tokenTable } from "../formats/vocabulary.ts";
import { numberSpecials, SpecialTokens } from "../special-tokens.ts";
import { GPT2_PATTERN } from "../split/gpt2.ts";
import { splitterFor } from "../split/splitter-for.ts";
import { END_OF_TEXT } from "../tokenizer.ts";
import { TIE_RULE } from "../training-note.ts";
import { Uint32List } from "../uint32-list.ts";
import { checkSizes } from "./check-sizes.ts";
import { type CountedPieces, MergeLearner } from "./merge-learner.ts";
import { PieceCounter } from "./piece-counter.ts";
import type { TrainProgress } from "./progress.ts";
import type { Texts } from "./texts.ts";

/** Options of {@link trainByteBpe}. */
export interface ByteBpeTrainOptions {
  /** Ids in all: 256 bytes, merges, special tokens. Fewer where the text gives no more merges. */
  readonly vocabSize: number;
  /** A pair that stands less often is not merged. @default 2 */
  readonly minFrequency?: number;
  /** Pre-token pattern. @default GPT2_PATTERN */
  readonly pattern?: string;
  /** Special tokens, with the last ids. @default ["<|endoftext|>"] */
  readonly specials?: readonly string[];
  /** Called after every document and every 256 merges. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/**
 * Trains byte-level BPE (Sennrich et al. 2016 on bytes, GPT-2 §2.2): the most frequent pair is
 * merged, again and again. Ties go to the smaller left id, then the smaller right id, as in
 * Hugging Face's trainer, with which the result is identical; the file says so. Deterministic.
 * Memory follows the number of distinct pre-tokens, time about that times its logarithm.
 *
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`, `PATTERN_INVALID`,
 *   `SPECIAL_INVALID`
 */
export async function trainByteBpe(
  texts: Texts,
  options: ByteBpeTrainOptions,
): Promise<ByteBpeTokenizer> {
  const { vocabSize, minFrequency = 2, pattern = GPT2_PATTERN, onProgress } = options;
  const names = options.specials ?? [END_OF_TEXT];
  checkSizes(vocabSize, minFrequency, 256 + names.length, "256 bytes and the special tokens");
  const count = counter(pattern);
  for await (const text of texts) {
    const progress = count.add(text);
    onProgress?.({ phase: "count", ...progress });
  }

  const merges = learnMerges(count.pieces, vocabSize - names.length, minFrequency, onProgress);
  return assemble(merges, names, pattern, { vocabSize, minFrequency, tie: TIE_RULE });
}

function counter(pattern: string): {
  readonly pieces: PieceCounter;
  add(text: string): { bytes: number; pieces: number };
} {
  const splitter = splitterFor(pattern);
  const encoder = new TextEncoder();
  const pieces = new PieceCounter();
  let total = 0;
  return {
    pieces,
    add(text) {
      const bytes = encoder.encode(text);
      const ends = new Uint32List(bytes.length / 4);
      splitter.split(bytes, 0, bytes.length, ends);
      for (let i = 0, start = 0; i < ends.length; i++) {
        const end = ends.items[i] as number;
        pieces.add(bytes, start, end);
        start = end;
      }
      total += bytes.length;
      return { bytes: total, pieces: pieces.size };
    },
  };
}

/** Ids 0–255 are the bytes in GPT-2's order, and merge `r` makes id 256 + r. */
function learnMerges(
  pieces: PieceCounter,
  size: number,
  minFrequency: number,
  onProgress: ByteBpeTrainOptions["onProgress"],
): MergeIds[] {
  const learner = new MergeLearner(symbolsOf(pieces), minFrequency);
  const merges: MergeIds[] = [];
  for (let id = 256; id < size; id++) {
    const pair = learner.learn(() => id);
    if (pair === null) break;
    merges.push([pair.left, pair.right, id]);
    if (merges.length % 256 === 0)
      onProgress?.({ phase: "merge", merges: merges.length, total: size - 256 });
  }
  return merges;
}

function symbolsOf({ bytes, offsets, counts, size }: PieceCounter): CountedPieces {
  const ids = byteIdsInOrder();
  const symbols = Int32Array.from(bytes.subarray(0, offsets[size]), (byte) => ids[byte] as number);
  return { symbols, offsets, counts, size };
}

function byteIdsInOrder(): Int32Array {
  const ids = new Int32Array(256);
  BYTE_ORDER.forEach((byte, id) => {
    ids[byte] = id;
  });
  return ids;
}

function assemble(
  merges: readonly MergeIds[],
  names: readonly string[],
  pattern: string,
  training: { vocabSize: number; minFrequency: number; tie: string },
): ByteBpeTokenizer {
  const bytes = BYTE_ORDER.map((byte) => Uint8Array.of(byte));
  for (const [left, right] of merges)
    bytes.push(Uint8Array.of(...(bytes[left] as Uint8Array), ...(bytes[right] as Uint8Array)));
  const specials = new SpecialTokens(numberSpecials(names, bytes.length));
  const tokens = tokenTable(bytes, specials, "the trained vocabulary");
  const rules = rulesFromMerges(merges, byteIdsInOrder(), tokens, "the trained vocabulary");
  return new ByteBpeTokenizer({ tokens, rules, specials, pattern, training });
}
