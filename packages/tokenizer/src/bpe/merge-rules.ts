import { PairRules } from "./pair-rules.ts";
import { NO_RANK } from "./pair-table.ts";
import type { TokenBytes } from "./token-bytes.ts";

/**
 * Everything that merging bytes reads: byte → id, pair → rank, rank → merged id. Merges are added
 * in the order in which they were learnt: a merge uses only what earlier ones made, and whoever
 * reads them from a file checks that.
 */
export class MergeRules extends PairRules {
  /** Id of each byte. */
  readonly byteIds: Int32Array;
  /** Rank of two neighbouring bytes, at `first << 8 | second`: the first look-up of every merge. */
  readonly bytePairs: Int32Array = new Int32Array(0x10000).fill(NO_RANK);
  /**
   * 1 at `first << 8 | second` where some token has these two bytes side by side. No merge ever
   * crosses any other two bytes, so that text may be cut between them.
   */
  readonly joinable: Uint8Array = new Uint8Array(0x10000);
  readonly #tokens: TokenBytes;

  /** @param capacity merges that will be added at most */
  constructor(byteIds: Int32Array, tokens: TokenBytes, capacity: number) {
    super(capacity);
    this.byteIds = byteIds;
    this.#tokens = tokens;
  }

  override add(left: number, right: number, merged: number): boolean {
    const rank = this.count;
    if (!super.add(left, right, merged)) return false;
    this.#noteBytes(left, merged, rank);
    return true;
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
