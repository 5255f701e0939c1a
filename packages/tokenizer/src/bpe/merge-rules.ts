import { NO_RANK, PairTable } from "./pair-table.ts";
import type { TokenBytes } from "./token-bytes.ts";

/**
 * Everything that merging reads: byte → id, pair → rank, rank → merged id. Merges are added in
 * the order in which they were learnt: a merge uses only what earlier ones made, and whoever reads
 * them from a file checks that.
 */
export class MergeRules {
  /** Id of each byte. */
  readonly byteIds: Int32Array;
  /** By rank: the pair, and what it becomes. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly merged: Int32Array;
  /** Rank of two neighbouring bytes, at `first << 8 | second`: the first look-up of every merge. */
  readonly bytePairs: Int32Array = new Int32Array(0x10000).fill(NO_RANK);
  /**
   * 1 at `first << 8 | second` where some token has these two bytes side by side. No merge ever
   * crosses any other two bytes, so that text may be cut between them.
   */
  readonly joinable: Uint8Array = new Uint8Array(0x10000);
  readonly #pairs: PairTable;
  readonly #tokens: TokenBytes;
  #count = 0;

  /** @param capacity merges that will be added at most */
  constructor(byteIds: Int32Array, tokens: TokenBytes, capacity: number) {
    this.byteIds = byteIds;
    this.#tokens = tokens;
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
    this.#noteBytes(left, merged, rank);
    return true;
  }

  /** Rank of a pair of ids, or {@link NO_RANK}. */
  rank(left: number, right: number): number {
    return this.#pairs.get(left, right);
  }

  #noteBytes(left: number, merged: number, rank: number): void {
    const bytes = this.#tokens.of(merged);
    // Where the left part ends is the only new neighbourhood: the rest stands in earlier tokens.
    const seam = this.#tokens.of(left).length;
    const pair = ((bytes[seam - 1] as number) << 8) | (bytes[seam] as number);
    this.joinable[pair] = 1;
    if (bytes.length === 2) this.bytePairs[pair] = rank;
  }
}
