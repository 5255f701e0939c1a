import type { Uint32List } from "../uint32-list.ts";
import { hashBytes } from "./hash-bytes.ts";
import { LongMerger } from "./merge-long.ts";
import type { MergeRules } from "./merge-rules.ts";
import { SHORT, ShortMerger } from "./merge-short.ts";
import { CACHED, PieceCache } from "./piece-cache.ts";

/**
 * Ids of one pre-token: from the cache, else by merging. Time is linear in the length of the
 * piece, whatever it holds.
 */
export class PieceEncoder {
  readonly #rules: MergeRules;
  readonly #short: ShortMerger<MergeRules>;
  readonly #long: LongMerger<MergeRules>;
  readonly #cache = new PieceCache();

  constructor(rules: MergeRules) {
    this.#rules = rules;
    this.#short = new ShortMerger(rules);
    this.#long = new LongMerger(rules);
  }

  /** Work done by merging since the start (array slots, queue entries), for tests of its growth. */
  get work(): number {
    return this.#short.work + this.#long.queue.work;
  }

  /** Appends the ids of `bytes[start … end)` to `out`. */
  encode(bytes: Uint8Array, start: number, end: number, out: Uint32List): void {
    if (end - start <= CACHED) this.#remembered(bytes, start, end, out);
    else this.#inParts(bytes, start, end, out);
  }

  #remembered(bytes: Uint8Array, start: number, end: number, out: Uint32List): void {
    if (end - start === 1) {
      out.push(this.#rules.byteIds[bytes[start] as number] as number);
      return;
    }
    const hash = hashBytes(bytes, start, end);
    if (this.#cache.recall(bytes, start, end, hash, out)) return;
    const from = out.length;
    this.#merge(bytes, start, end, out);
    this.#cache.learn(bytes, start, end, hash, out, from);
  }

  /** Cuts a long piece where no token can cross: text without blanks falls apart into small parts. */
  #inParts(bytes: Uint8Array, start: number, end: number, out: Uint32List): void {
    const { joinable } = this.#rules;
    let from = start;
    for (let i = start + 1; i <= end; i++) {
      if (i < end && joinable[((bytes[i - 1] as number) << 8) | (bytes[i] as number)] === 1)
        continue;
      if (i - from <= CACHED) this.#remembered(bytes, from, i, out);
      else this.#merge(bytes, from, i, out);
      from = i;
    }
  }

  #merge(bytes: Uint8Array, start: number, end: number, out: Uint32List): void {
    if (end - start <= SHORT) this.#short.merge(bytes, start, end, out);
    else this.#long.merge(bytes, start, end, out);
  }
}
