import { LikelihoodHeap } from "./likelihood-heap.ts";
import { PairCounts } from "./pair-counts.ts";
import { PairHeap } from "./pair-heap.ts";
import type { PairQueue } from "./pair-queue.ts";

/** End of a piece, in both directions. */
const NONE = -1;

/** Pieces of text as symbols, and how often each piece stands in it. */
export interface CountedPieces {
  /** Ids of all symbols, piece after piece; -1: none that may be merged. */
  readonly symbols: Int32Array;
  /** Piece `i` is `symbols[offsets[i] … offsets[i + 1])`. */
  readonly offsets: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  readonly size: number;
}

/**
 * What is merged first: the most frequent pair, or the one whose merging raises the likelihood of
 * the text under a unigram model of symbols most: count(ab) / (count(a) · count(b)).
 */
export type MergeOrder = "frequency" | "likelihood";

/**
 * Learns merges from counted pieces. All distinct pieces lie one after the other as linked lists
 * of symbols; a merge visits only the places where its pair stands, and changes only the counts
 * of their neighbours.
 */
export class MergeLearner {
  readonly #ids: Int32Array; // of the symbol that starts here, -1 inside one
  readonly #next: Int32Array; // where the piece's next symbol starts
  readonly #previous: Int32Array;
  readonly #weights: ArrayLike<number>; // how often each piece stands in the text
  readonly #pieceOf: Int32Array;
  readonly #pairs = new PairCounts();
  readonly #queue: PairQueue;
  readonly #minFrequency: number;

  /** @param minFrequency a pair that stands less often is not merged */
  constructor(pieces: CountedPieces, minFrequency: number, order: MergeOrder = "frequency") {
    const length = pieces.symbols.length;
    this.#ids = pieces.symbols.slice();
    this.#next = new Int32Array(length);
    this.#previous = new Int32Array(length);
    this.#pieceOf = new Int32Array(length);
    this.#weights = pieces.counts;
    this.#minFrequency = minFrequency;
    this.#queue =
      order === "frequency"
        ? new PairHeap(this.#pairs)
        : new LikelihoodHeap(this.#pairs, minFrequency);
    for (let piece = 0; piece < pieces.size; piece++) this.#link(pieces, piece);
    for (let pair = 0; pair < this.#pairs.size; pair++) this.#queue.push(pair);
  }

  /**
   * Takes the next pair and merges it into a new symbol wherever it stands.
   *
   * @param name gives the id of what a pair becomes
   * @returns the pair, or null where no pair stands often enough
   */
  learn(
    name: (left: number, right: number) => number,
  ): { left: number; right: number; merged: number } | null {
    const pair = this.#queue.pop();
    if (pair === -1 || (this.#pairs.counts[pair] as number) < this.#minFrequency) return null;
    const left = this.#pairs.left[pair] as number;
    const right = this.#pairs.right[pair] as number;
    const merged = name(left, right);
    const known = this.#pairs.size;
    for (const at of this.#pairs.takePlaces(pair)) {
      const next = this.#next[at] as number;
      // Out of date where one of the two has become part of something else since.
      if (this.#ids[at] === left && next !== NONE && this.#ids[next] === right)
        this.#join(at, next, left, right, merged);
    }
    this.#pairs.counts[pair] = 0; // it stands nowhere any more
    this.#queue.settle(left, right);
    // Every pair that this merge made has the new id in it, so that it was not known before.
    for (let fresh = known; fresh < this.#pairs.size; fresh++) this.#queue.push(fresh);
    return { left, right, merged };
  }

  #link(pieces: CountedPieces, piece: number): void {
    const start = pieces.offsets[piece] as number;
    const end = pieces.offsets[piece + 1] as number;
    for (let at = start; at < end; at++) {
      this.#pieceOf[at] = piece;
      this.#queue.count(this.#ids[at] as number, pieces.counts[piece] as number);
      this.#previous[at] = at === start ? NONE : at - 1;
      this.#next[at] = at + 1 === end ? NONE : at + 1;
      if (at + 1 < end) this.#gain(at, this.#ids[at] as number, this.#ids[at + 1] as number);
    }
  }

  #join(at: number, next: number, left: number, right: number, merged: number): void {
    const before = this.#previous[at] as number;
    const after = this.#next[next] as number;
    this.#queue.joined(left, right, merged, this.#weightAt(at));
    this.#ids[at] = merged;
    this.#ids[next] = -1;
    this.#next[at] = after;
    if (before !== NONE) {
      const id = this.#ids[before] as number;
      this.#lose(at, id, left);
      this.#gain(before, id, merged);
    }
    if (after === NONE) return;
    this.#previous[after] = at;
    const id = this.#ids[after] as number;
    this.#lose(at, right, id);
    this.#gain(at, merged, id);
  }

  #gain(at: number, left: number, right: number): void {
    if (left < 0 || right < 0) return;
    this.#pairs.addPlace(this.#pairs.pair(left, right), at, this.#weightAt(at));
  }

  #lose(at: number, left: number, right: number): void {
    if (left < 0 || right < 0) return;
    this.#pairs.lose(this.#pairs.pair(left, right), this.#weightAt(at));
  }

  #weightAt(at: number): number {
    return this.#weights[this.#pieceOf[at] as number] as number;
  }
}
