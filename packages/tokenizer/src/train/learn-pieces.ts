import { numberSpecials } from "../special-tokens.ts";
import { utf8Length } from "../utf8.ts";
import { checkSizes } from "./check-sizes.ts";
import { type CountedPieces, MergeLearner, type MergeOrder } from "./merge-learner.ts";
import type { TrainProgress } from "./progress.ts";
import type { Texts } from "./texts.ts";

/** Options that all trainers of pieces of words have. */
export interface PieceTrainOptions {
  /** Ids in all. Fewer where the text gives no more merges. */
  readonly vocabSize: number;
  /** A pair that stands less often is not merged. @default 2 */
  readonly minFrequency?: number;
  /** Keeps only the most frequent characters; others are unknown. @default all */
  readonly alphabetLimit?: number;
  /** Called after every document and every 256 merges. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** How a family spells the pieces of a word. */
export interface Spelling {
  readonly words: (text: string) => Iterable<string>;
  /** A character by itself, as the first one of a word. */
  readonly mark: (character: string) => string;
  /** Which character of a word carries the mark: the last (`</w>`), or all but the first (`##`). */
  readonly marked: "last" | "not-first";
  readonly join: (left: string, right: string) => string;
  /** Pieces with the first ids, and with the last ones. */
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly order: MergeOrder;
}

/** A learnt vocabulary. */
export interface LearntPieces {
  /** Piece of each id: `first`, characters, marked characters (by code point), merges, `last`. */
  readonly pieces: string[];
  readonly merges: (readonly [left: string, right: string])[];
  readonly minFrequency: number;
}

/**
 * Learns pieces of words. Every character of the text is a piece, plain and marked. Deterministic,
 * whatever the order of the texts; memory follows the number of distinct words.
 *
 * @throws GptError `VOCAB_SIZE_INVALID`, `MIN_FREQUENCY_INVALID`, `SPECIAL_INVALID`
 */
export async function learnPieces(
  texts: Texts,
  spelling: Spelling,
  { vocabSize, minFrequency = 2, alphabetLimit, onProgress }: PieceTrainOptions,
): Promise<LearntPieces> {
  const outer = [...spelling.first, ...spelling.last];
  numberSpecials(outer, 0); // refuses a name that stands twice
  checkSizes(vocabSize, minFrequency, outer.length, "the special tokens");
  const words = await countWords(texts, spelling, onProgress);
  const alphabet = alphabetOf(words, alphabetLimit);
  const marked = alphabet.map(spelling.mark);
  checkSizes(vocabSize, minFrequency, outer.length + 2 * alphabet.length, "all characters");
  const pieces = [...spelling.first, ...alphabet, ...marked];
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const learner = new MergeLearner(symbolsOf(words, spelling, ids), minFrequency, spelling.order);
  const merges: [string, string][] = [];
  const total = vocabSize - spelling.last.length - pieces.length;
  while (merges.length < total) {
    const pair = learner.learn(() => pieces.length);
    if (pair === null) break;
    const [left, right] = [pieces[pair.left] as string, pieces[pair.right] as string];
    pieces.push(spelling.join(left, right));
    merges.push([left, right]);
    if (merges.length % 256 === 0) onProgress?.({ phase: "merge", merges: merges.length, total });
  }
  return { pieces: [...pieces, ...spelling.last], merges, minFrequency };
}

async function countWords(
  texts: Texts,
  { words }: Spelling,
  onProgress: PieceTrainOptions["onProgress"],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let bytes = 0;
  for await (const text of texts) {
    for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    bytes += utf8Length(text);
    onProgress?.({ phase: "count", bytes, pieces: counts.size });
  }
  return counts;
}

/** Characters by code point; where only some are kept, the most frequent, then the smallest. */
function alphabetOf(
  words: ReadonlyMap<string, number>,
  limit = Number.POSITIVE_INFINITY,
): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  const byCode = (a: string, b: string): number =>
    (a.codePointAt(0) as number) - (b.codePointAt(0) as number);
  const kept = [...counts].sort(([a, m], [b, n]) => n - m || byCode(a, b)).slice(0, limit);
  return kept.map(([character]) => character).sort(byCode);
}

/** Words as symbols, in the order of their text: nothing may hang on the order of the documents. */
function symbolsOf(
  words: ReadonlyMap<string, number>,
  { mark, marked }: Spelling,
  ids: ReadonlyMap<string, number>,
): CountedPieces {
  const entries = [...words];
  const symbols: number[] = [];
  const offsets = [0];
  for (const [word] of entries) {
    const characters = [...word];
    characters.forEach((character, i) => {
      const isMarked = marked === "last" ? i + 1 === characters.length : i > 0;
      symbols.push(ids.get(isMarked ? mark(character) : character) ?? -1);
    });
    offsets.push(symbols.length);
  }
  const counts = entries.map(([, count]) => count);
  return { symbols: Int32Array.from(symbols), offsets, counts, size: entries.length };
}
