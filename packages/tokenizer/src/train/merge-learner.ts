import { PairCounts } from "./pair-counts.ts";
import { PairHeap } from "./pair-heap.ts";
import type { PieceCounter } from "./piece-counter.ts";

/** End of a piece, in both directions. */
const NONE = -1;

/**
 * Learns merges from counted pieces. All distinct pieces lie one after the other as linked lists
 * of symbols; a merge visits only the places where its pair stands, and changes only the counts
 * of their neighbours.
 */
export class MergeLearner {
  readonly #ids: Int32Array; // of the symbol that starts here, -1 inside one
  readonly #next: Int32Array; // where the piece's next symbol starts
  readonly #previous: Int32Array;
  readonly #weights: Float64Array; // how often each piece stands in the text
  readonly #pieceOf: Int32Array;
  readonly #pairs = new PairCounts();
  readonly #heap = new PairHeap(this.#pairs);

  /** @param byteIds id of each byte */
  constructor(pieces: PieceCounter, byteIds: ArrayLike<number>) {
    const length = pieces.offsets[pieces.size] as number;
    this.#ids = Int32Array.from(
      pieces.bytes.subarray(0, length),
      (byte) => byteIds[byte] as number,
    );
    this.#next = new Int32Array(length);
    this.#previous = new Int32Array(length);
    this.#pieceOf = new Int32Array(length);
    this.#weights = pieces.counts;
    for (let piece = 0; piece < pieces.size; piece++) this.#link(pieces, piece);
    for (let pair = 0; pair < this.#pairs.size; pair++) this.#heap.push(pair);
  }

  /**
   * Merges the most frequent pair into `merged` wherever it stands.
   *
   * @returns the pair and how often it stood, or null where no pair stands `minFrequency` times
   */
  learn(merged: number, minFrequency: number): { left: number; right: number } | null {
    const pair = this.#heap.pop();
    if (pair === -1 || (this.#pairs.counts[pair] as number) < minFrequency) return null;
    const left = this.#pairs.left[pair] as number;
    const right = this.#pairs.right[pair] as number;
    const known = this.#pairs.size;
    for (const at of this.#pairs.takePlaces(pair)) {
      const next = this.#next[at] as number;
      // Out of date where one of the two has become part of something else since.
      if (this.#ids[at] === left && next !== NONE && this.#ids[next] === right)
        this.#join(at, next, left, right, merged);
    }
    // Every pair that this merge made has the new id in it, so that it was not known before.
    for (let fresh = known; fresh < this.#pairs.size; fresh++) this.#heap.push(fresh);
    return { left, right };
  }

  #link(pieces: PieceCounter, piece: number): void {
    const start = pieces.offsets[piece] as number;
    const end = pieces.offsets[piece + 1] as number;
    for (let at = start; at < end; at++) {
      this.#pieceOf[at] = piece;
      this.#previous[at] = at === start ? NONE : at - 1;
      this.#next[at] = at + 1 === end ? NONE : at + 1;
      if (at + 1 < end) this.#gain(at, this.#ids[at] as number, this.#ids[at + 1] as number);
    }
  }

  #join(at: number, next: number, left: number, right: number, merged: number): void {
    const before = this.#previous[at] as number;
    const after = this.#next[next] as number;
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
    this.#pairs.addPlace(this.#pairs.pair(left, right), at, this.#weightAt(at));
  }

  #lose(at: number, left: number, right: number): void {
    this.#pairs.lose(this.#pairs.pair(left, right), this.#weightAt(at));
  }

  #weightAt(at: number): number {
    return this.#weights[this.#pieceOf[at] as number] as number;
  }
}
