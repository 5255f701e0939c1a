import type { Uint32List } from "../uint32-list.ts";
import type { MergeRules } from "./merge-rules.ts";
import type { PairRules } from "./pair-rules.ts";
import { NO_RANK } from "./pair-table.ts";
import { RankQueue } from "./rank-queue.ts";

/**
 * Merges a piece of any length in linear time: the symbols form a linked list over positions, and
 * a {@link RankQueue} gives all places of the lowest rank. An entry of the queue may be out of
 * date (its symbols have been merged into others since); then it is skipped.
 */
export class LongMerger<Rules extends PairRules> {
  readonly queue: RankQueue;
  readonly #rules: Rules;
  /** Id of the symbol that starts here; -1 inside a symbol. */
  #ids = new Int32Array(0);
  /** Where the symbol after the one that starts here starts. */
  #next = new Int32Array(0);
  /** Where the symbol before the one that starts here starts, -1 for the first. */
  #previous = new Int32Array(0);
  #places = new Int32Array(0);
  #length = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
    this.queue = new RankQueue(rules.count);
  }

  /** Appends the ids of `bytes[start … end)` to `out`. */
  merge(
    this: LongMerger<MergeRules>,
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint32List,
  ): void {
    this.#load(this.#rules, bytes, start, end);
    this.#reduce(out);
  }

  /** Appends what the first `count` symbols become. */
  mergeSymbols(symbols: Int32Array, count: number, out: Uint32List): void {
    this.#link(count);
    for (let i = 0; i < count; i++) {
      this.#ids[i] = symbols[i] as number;
      if (i + 1 < count) this.#propose(i, symbols[i] as number, symbols[i + 1] as number);
    }
    this.#reduce(out);
  }

  #reduce(out: Uint32List): void {
    for (let rank = this.queue.next(); rank !== -1; rank = this.queue.next()) this.#apply(rank);
    for (let at = 0; at < this.#length; at = this.#next[at] as number)
      out.push(this.#ids[at] as number);
  }

  /** Makes a list of `length` symbols. */
  #link(length: number): void {
    this.#length = length;
    if (this.#ids.length < length) this.#allocate(length);
    for (let i = 0; i < length; i++) {
      this.#next[i] = i + 1;
      this.#previous[i] = i - 1;
    }
  }

  #load(rules: MergeRules, bytes: Uint8Array, start: number, end: number): void {
    const { byteIds, bytePairs } = rules;
    this.#link(end - start);
    for (let i = 0; i < this.#length; i++) {
      const byte = bytes[start + i] as number;
      this.#ids[i] = byteIds[byte] as number;
      if (i + 1 === this.#length) continue;
      const rank = bytePairs[(byte << 8) | (bytes[start + i + 1] as number)] as number;
      if (rank !== NO_RANK) this.queue.add(rank, i);
    }
  }

  #allocate(length: number): void {
    const size = Math.max(256, length);
    this.#ids = new Int32Array(size);
    this.#next = new Int32Array(size);
    this.#previous = new Int32Array(size);
    this.#places = new Int32Array(size);
  }

  /** Merges every place of one rank. */
  #apply(rank: number): void {
    const count = this.queue.take(rank, this.#places);
    const left = this.#rules.left[rank] as number;
    const right = this.#rules.right[rank] as number;
    // Only a pair of equals can overlap itself ("aaa"); then the leftmost place must go first.
    if (left === right) sortIfNeeded(this.#places, count);
    for (let i = 0; i < count; i++) {
      const at = this.#places[i] as number;
      if (this.#ids[at] !== left) continue;
      const next = this.#next[at] as number;
      if (next < this.#length && this.#ids[next] === right)
        this.#join(at, next, this.#rules.merged[rank] as number);
    }
  }

  /** Makes one symbol of the two at `at` and `next`, and queues its new neighbourhoods. */
  #join(at: number, next: number, id: number): void {
    const ids = this.#ids;
    ids[at] = id;
    ids[next] = -1;
    const after = this.#next[next] as number;
    this.#next[at] = after;
    if (after < this.#length) {
      this.#previous[after] = at;
      this.#propose(at, id, ids[after] as number);
    }
    const before = this.#previous[at] as number;
    if (before >= 0) this.#propose(before, ids[before] as number, id);
  }

  #propose(at: number, left: number, right: number): void {
    const rank = this.#rules.rank(left, right);
    if (rank !== NO_RANK) this.queue.add(rank, at);
  }
}

function sortIfNeeded(places: Int32Array, count: number): void {
  for (let i = 1; i < count; i++)
    if ((places[i - 1] as number) > (places[i] as number)) {
      places.subarray(0, count).sort();
      return;
    }
}
