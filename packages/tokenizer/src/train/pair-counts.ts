import { grown } from "./piece-counter.ts";

/**
 * Every pair of neighbouring ids met so far, numbered: how often it stands in the text now, and
 * the places where it has stood (a linked list; a place may be out of date).
 */
export class PairCounts {
  left: Int32Array = new Int32Array(1 << 12);
  right: Int32Array = new Int32Array(1 << 12);
  counts: Float64Array = new Float64Array(1 << 12);
  size = 0;
  #slots = new Int32Array(1 << 13); // pair + 1, 0 where free
  #heads = new Int32Array(1 << 12); // newest place + 1 of each pair
  #places = new Int32Array(1 << 14);
  #older = new Int32Array(1 << 14);
  #used = 0;

  /** Number of the pair, new where it has not been met. */
  pair(left: number, right: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = mix(left, right) & mask; ; slot = (slot + 1) & mask) {
      const pair = (this.#slots[slot] as number) - 1;
      if (pair === -1) {
        this.#slots[slot] = this.size + 1;
        return this.#append(left, right);
      }
      if (this.left[pair] === left && this.right[pair] === right) return pair;
    }
  }

  /** The pair stands at one more place. */
  addPlace(pair: number, place: number, weight: number): void {
    this.counts[pair] = (this.counts[pair] as number) + weight;
    if (this.#used === this.#places.length) {
      this.#places = grown(this.#places, this.#used + 1);
      this.#older = grown(this.#older, this.#used + 1);
    }
    this.#places[this.#used] = place;
    this.#older[this.#used] = this.#heads[pair] as number;
    this.#heads[pair] = ++this.#used;
  }

  /** The pair stands at one place less. */
  lose(pair: number, weight: number): void {
    this.counts[pair] = (this.counts[pair] as number) - weight;
  }

  /** The places of a pair in increasing order; they are forgotten here. */
  takePlaces(pair: number): Int32Array {
    let count = 0;
    for (let at = this.#heads[pair] as number; at !== 0; at = this.#older[at - 1] as number)
      count++;
    const places = new Int32Array(count);
    for (let at = this.#heads[pair] as number; at !== 0; at = this.#older[at - 1] as number)
      places[--count] = this.#places[at - 1] as number;
    this.#heads[pair] = 0;
    for (let i = 1; i < places.length; i++)
      if ((places[i - 1] as number) > (places[i] as number)) return places.sort();
    return places;
  }

  #append(left: number, right: number): number {
    const pair = this.size++;
    if (pair === this.left.length) {
      this.left = grown(this.left, pair + 1);
      this.right = grown(this.right, pair + 1);
      this.counts = grown(this.counts, pair + 1);
      this.#heads = grown(this.#heads, pair + 1);
    }
    this.left[pair] = left;
    this.right[pair] = right;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return pair;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.size; pair++) {
      let slot = mix(this.left[pair] as number, this.right[pair] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#slots = slots;
  }
}

/** Mixes two ids for the table. */
function mix(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
