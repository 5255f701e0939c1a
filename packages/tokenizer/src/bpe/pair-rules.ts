import { PairTable } from "./pair-table.ts";

/** Merges in the order in which they were learnt: pair → rank, rank → pair and what it becomes. */
export class PairRules {
  /** By rank: the pair, and what it becomes. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly merged: Int32Array;
  readonly #pairs: PairTable;
  #count = 0;

  /** @param capacity merges that will be added at most */
  constructor(capacity: number) {
    this.left = new Int32Array(capacity);
    this.right = new Int32Array(capacity);
    this.merged = new Int32Array(capacity);
    this.#pairs = new PairTable(capacity);
  }

  /** Merges so far: their ranks are 0 … count - 1. */
  get count(): number {
    return this.#count;
  }

  /** Adds the merge of the next rank; false where the pair already has one. */
  add(left: number, right: number, merged: number): boolean {
    const rank = this.#count;
    if (!this.#pairs.add(left, right, rank)) return false;
    this.left[rank] = left;
    this.right[rank] = right;
    this.merged[rank] = merged;
    this.#count++;
    return true;
  }

  /** Rank of a pair of ids, or {@link NO_RANK}. */
  rank(left: number, right: number): number {
    return this.#pairs.get(left, right);
  }
}
