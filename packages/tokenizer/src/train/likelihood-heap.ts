import type { PairCounts } from "./pair-counts.ts";
import type { PairQueue } from "./pair-queue.ts";

/**
 * Pairs by how much their merging raises the likelihood of the text, the most first:
 * count(ab) / (count(a) · count(b)) (Schuster & Nakajima 2012, as far as it is described). Ties go
 * to the smaller left id, then the smaller right id.
 *
 * A merge changes the scores of all pairs with one of its two symbols: these are entered anew, and
 * entries whose score is no longer true are dropped when they come to the top.
 */
export class LikelihoodHeap implements PairQueue {
  readonly #pairs: PairCounts;
  readonly #minFrequency: number;
  readonly #symbols: number[] = []; // how often each stands
  readonly #partners: number[][] = []; // pairs that each is in
  readonly #heap: number[] = [];
  readonly #scores: number[] = [];

  constructor(pairs: PairCounts, minFrequency: number) {
    this.#pairs = pairs;
    this.#minFrequency = minFrequency;
  }

  count(symbol: number, weight: number): void {
    if (symbol >= 0) this.#symbols[symbol] = (this.#symbols[symbol] ?? 0) + weight;
  }

  joined(left: number, right: number, merged: number, weight: number): void {
    this.count(left, -weight);
    this.count(right, -weight);
    this.count(merged, weight);
  }

  settle(left: number, right: number): void {
    for (const symbol of left === right ? [left] : [left, right]) {
      const pairs = (this.#partners[symbol] ?? []).filter((pair) => this.#often(pair));
      this.#partners[symbol] = pairs;
      for (const pair of pairs) this.#enter(pair);
    }
  }

  push(pair: number): void {
    if (!this.#often(pair)) return;
    const [left, right] = [this.#pairs.left[pair] as number, this.#pairs.right[pair] as number];
    for (const symbol of left === right ? [left] : [left, right]) {
      this.#partners[symbol] ??= [];
      this.#partners[symbol].push(pair);
    }
    this.#enter(pair);
  }

  pop(): number {
    while (this.#heap.length > 0) {
      const [pair, score] = [this.#heap[0] as number, this.#scores[0] as number];
      this.#removeTop();
      if (this.#often(pair) && score === this.#score(pair)) return pair;
    }
    return -1;
  }

  #often(pair: number): boolean {
    return (this.#pairs.counts[pair] as number) >= this.#minFrequency;
  }

  #score(pair: number): number {
    const { left, right, counts } = this.#pairs;
    const [a, b] = [left[pair] as number, right[pair] as number];
    return (counts[pair] as number) / ((this.#symbols[a] ?? 0) * (this.#symbols[b] ?? 0));
  }

  #enter(pair: number): void {
    const score = this.#score(pair);
    let at = this.#heap.length;
    this.#heap.push(pair);
    this.#scores.push(score);
    for (; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#before(pair, score, this.#heap[parent], this.#scores[parent])) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, pair, score);
  }

  #removeTop(): void {
    const pair = this.#heap.pop() as number;
    const score = this.#scores.pop() as number;
    const size = this.#heap.length;
    if (size === 0) return;
    let at = 0;
    for (let child = 1; child < size; child = at * 2 + 1) {
      const right = child + 1;
      if (right < size && this.#slotBefore(right, child)) child = right;
      if (!this.#before(this.#heap[child], this.#scores[child], pair, score)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, pair, score);
  }

  #slotBefore(a: number, b: number): boolean {
    return this.#before(this.#heap[a], this.#scores[a], this.#heap[b], this.#scores[b]);
  }

  /** Whether the first pair comes before the second; arguments are those of filled slots. */
  #before(first = 0, score = 0, second = 0, secondScore = 0): boolean {
    if (score !== secondScore) return score > secondScore;
    const { left, right } = this.#pairs;
    const byLeft = (left[first] as number) - (left[second] as number);
    return byLeft !== 0 ? byLeft < 0 : (right[first] as number) < (right[second] as number);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#heap[from] as number, this.#scores[from] as number);
  }

  #put(at: number, pair: number, score: number): void {
    this.#heap[at] = pair;
    this.#scores[at] = score;
  }
}
