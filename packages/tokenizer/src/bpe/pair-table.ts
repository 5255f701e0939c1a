/** What a look-up gives where the pair has no merge: larger than every rank. */
export const NO_RANK = 0x7fffffff;

/**
 * Rank of a pair of ids: an open-addressing hash table in one typed array, so that the inner loop
 * of merging builds no strings and no objects. Slot = [left, right, rank, unused]: one cache line
 * is read per look-up.
 */
export class PairTable {
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** @param capacity pairs it will hold at most */
  constructor(capacity: number) {
    // At most half full, so that probes stay short.
    const size = 2 ** Math.ceil(Math.log2(Math.max(8, capacity * 2)));
    this.#mask = size - 1;
    this.#slots = new Int32Array(size * 4).fill(-1);
  }

  /** Rank of the pair, or {@link NO_RANK}. */
  get(left: number, right: number): number {
    const slots = this.#slots;
    for (let slot = hash(left, right) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot << 2;
      const found = slots[at] as number;
      if (found === left && slots[at + 1] === right) return slots[at + 2] as number;
      if (found === -1) return NO_RANK;
    }
  }

  /** Sets the rank of a pair that is not there yet; false where it is there. */
  add(left: number, right: number, rank: number): boolean {
    const slots = this.#slots;
    for (let slot = hash(left, right) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot << 2;
      if (slots[at] === left && slots[at + 1] === right) return false;
      if (slots[at] !== -1) continue;
      slots[at] = left;
      slots[at + 1] = right;
      slots[at + 2] = rank;
      return true;
    }
  }
}

/** Mixes two ids; the multipliers are odd numbers from the golden ratio and from Murmur3. */
function hash(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
