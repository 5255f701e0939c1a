/** End of a list. */
const NONE = -1;

/**
 * A queue of positions by rank: one first-in-first-out list per rank, and a bitmap that finds the
 * next rank that has any. Adding and taking cost O(1), plus one pass over the bitmap in all,
 * because merges learnt in order only ever add ranks above the one being taken.
 */
export class RankQueue {
  /** Entries added and taken since the start; only tests read it. */
  work = 0;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #bits: Uint32Array;
  #positions = new Int32Array(64);
  #nexts = new Int32Array(64);
  #used = 0;
  #cursor = 0;

  /** @param ranks how many ranks there are */
  constructor(ranks: number) {
    this.#heads = new Int32Array(ranks).fill(NONE);
    this.#tails = new Int32Array(ranks).fill(NONE);
    this.#bits = new Uint32Array((ranks + 31) >>> 5);
  }

  /** Adds a position under a rank not below the one last taken. */
  add(rank: number, position: number): void {
    if (this.#used === this.#positions.length) this.#grow();
    this.work++;
    const entry = this.#used++;
    this.#positions[entry] = position;
    this.#nexts[entry] = NONE;
    const tail = this.#tails[rank] as number;
    if (tail === NONE) {
      this.#heads[rank] = entry;
      const word = rank >>> 5;
      this.#bits[word] = (this.#bits[word] as number) | (1 << (rank & 31));
    } else {
      this.#nexts[tail] = entry;
    }
    this.#tails[rank] = entry;
  }

  /** The lowest rank that has positions, or -1 where the queue is empty (and then ready for reuse). */
  next(): number {
    const bits = this.#bits;
    while (this.#cursor < bits.length && bits[this.#cursor] === 0) this.#cursor++;
    if (this.#cursor === bits.length) {
      this.#cursor = 0;
      this.#used = 0;
      return -1;
    }
    const word = bits[this.#cursor] as number;
    return (this.#cursor << 5) | (31 - Math.clz32(word & -word)); // lowest set bit
  }

  /**
   * Takes all positions of a rank into `out`, first in first out, and gives their number. `out`
   * must have room for them.
   */
  take(rank: number, out: Int32Array): number {
    let count = 0;
    for (let at = this.#heads[rank] as number; at !== NONE; at = this.#nexts[at] as number)
      out[count++] = this.#positions[at] as number;
    this.#heads[rank] = NONE;
    this.#tails[rank] = NONE;
    const word = rank >>> 5;
    this.#bits[word] = (this.#bits[word] as number) & ~(1 << (rank & 31));
    this.work += count;
    return count;
  }

  #grow(): void {
    const size = this.#positions.length * 2;
    const positions = new Int32Array(size);
    positions.set(this.#positions);
    this.#positions = positions;
    const nexts = new Int32Array(size);
    nexts.set(this.#nexts);
    this.#nexts = nexts;
  }
}
