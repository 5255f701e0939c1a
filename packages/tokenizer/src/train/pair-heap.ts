import type { PairCounts } from "./pair-counts.ts";
import type { PairQueue } from "./pair-queue.ts";

/**
 * Pairs by frequency, the most frequent first; of equally frequent ones the one with the smaller
 * left id, then the smaller right id. Lazy: counts that fell since are put right when the pair
 * comes to the top.
 */
export class PairHeap implements PairQueue {
  readonly #pairs: PairCounts;
  /** Binary heap of pairs, and the counts they were entered with. */
  readonly #heap: number[] = [];
  readonly #counts: number[] = [];

  constructor(pairs: PairCounts) {
    this.#pairs = pairs;
  }

  /** Enters a pair with its present count. */
  push(pair: number): void {
    this.#heap.push(pair);
    this.#counts.push(this.#pairs.counts[pair] as number);
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the most frequent pair, or -1 where none is left that stands anywhere. */
  pop(): number {
    while (this.#heap.length > 0) {
      const pair = this.#heap[0] as number;
      const count = this.#pairs.counts[pair] as number;
      if (count === this.#counts[0]) {
        this.#removeTop();
        return count > 0 ? pair : -1;
      }
      this.#counts[0] = count;
      if (count > 0) this.#sink(0);
      else this.#removeTop();
    }
    return -1;
  }

  // How often symbols stand does not matter here.
  count(): void {}
  joined(): void {}
  settle(): void {}

  #removeTop(): void {
    const pair = this.#heap.pop() as number;
    const count = this.#counts.pop() as number;
    if (this.#heap.length === 0) return;
    this.#heap[0] = pair;
    this.#counts[0] = count;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      let first = at;
      const child = at * 2 + 1;
      if (child < this.#heap.length && this.#before(child, first)) first = child;
      if (child + 1 < this.#heap.length && this.#before(child + 1, first)) first = child + 1;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#counts[a] as number) - (this.#counts[b] as number);
    if (difference !== 0) return difference > 0;
    const { left, right } = this.#pairs;
    const [first, second] = [this.#heap[a] as number, this.#heap[b] as number];
    const byLeft = (left[first] as number) - (left[second] as number);
    return byLeft !== 0 ? byLeft < 0 : (right[first] as number) < (right[second] as number);
  }

  #swap(a: number, b: number): void {
    const pair = this.#heap[a] as number;
    this.#heap[a] = this.#heap[b] as number;
    this.#heap[b] = pair;
    const count = this.#counts[a] as number;
    this.#counts[a] = this.#counts[b] as number;
    this.#counts[b] = count;
  }
}
