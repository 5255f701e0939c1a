import type { Uint32List } from "../uint32-list.ts";
import type { MergeRules } from "./merge-rules.ts";
import type { PairRules } from "./pair-rules.ts";
import { NO_RANK } from "./pair-table.ts";

/** Longest piece, in bytes, for which scanning an array beats keeping a queue. */
export const SHORT = 32;

/**
 * Merges a short piece: the lowest rank is found by a scan, and the rest moves up. Quadratic, over
 * arrays that stay in the first-level cache.
 */
export class ShortMerger<Rules extends PairRules> {
  /** Array slots looked at since the start; only tests read it. */
  work = 0;
  readonly #rules: Rules;
  #ids = new Int32Array(SHORT);
  #ranks = new Int32Array(SHORT);

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Appends the ids of `bytes[start … end)` to `out`. */
  merge(
    this: ShortMerger<MergeRules>,
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint32List,
  ): void {
    this.#load(this.#rules, bytes, start, end);
    this.#write(this.#reduce(end - start), out);
  }

  /** Appends what the first `count` symbols become. */
  mergeSymbols(symbols: Int32Array, count: number, out: Uint32List): void {
    this.#reserve(count);
    for (let i = 0; i < count; i++) {
      const symbol = symbols[i] as number;
      this.#ids[i] = symbol;
      if (i > 0) this.#ranks[i - 1] = this.#rules.rank(symbols[i - 1] as number, symbol);
    }
    this.#write(this.#reduce(count), out);
  }

  #write(length: number, out: Uint32List): void {
    for (let i = 0; i < length; i++) out.push(this.#ids[i] as number);
  }

  #reserve(length: number): void {
    if (length <= this.#ids.length) return;
    this.#ids = new Int32Array(length);
    this.#ranks = new Int32Array(length);
  }

  #load(rules: MergeRules, bytes: Uint8Array, start: number, end: number): void {
    const { byteIds, bytePairs } = rules;
    const length = end - start;
    this.#reserve(length);
    for (let i = 0; i < length; i++) {
      const byte = bytes[start + i] as number;
      this.#ids[i] = byteIds[byte] as number;
      if (i > 0)
        this.#ranks[i - 1] = bytePairs[((bytes[start + i - 1] as number) << 8) | byte] as number;
    }
  }

  /** Merges until no pair has a rank; `ranks[i]` is always that of ids `i` and `i + 1`. */
  #reduce(count: number): number {
    const rules = this.#rules;
    const ids = this.#ids;
    const ranks = this.#ranks;
    let length = count;
    for (;;) {
      this.work += length;
      const at = lowest(ranks, length - 1);
      if (at === -1) return length;
      ids[at] = rules.merged[ranks[at] as number] as number;
      length--;
      for (let i = at + 1; i < length; i++) {
        ids[i] = ids[i + 1] as number;
        ranks[i] = ranks[i + 1] as number;
      }
      if (at > 0) ranks[at - 1] = rules.rank(ids[at - 1] as number, ids[at] as number);
      if (at + 1 < length) ranks[at] = rules.rank(ids[at] as number, ids[at + 1] as number);
    }
  }
}

/** Where the lowest rank stands first, or -1 where there is none. */
function lowest(ranks: Int32Array, length: number): number {
  let best = NO_RANK;
  let at = -1;
  for (let i = 0; i < length; i++) {
    const rank = ranks[i] as number;
    if (rank < best) {
      best = rank;
      at = i;
    }
  }
  return at;
}
