import { hashBytes } from "../bpe/hash-bytes.ts";

/**
 * Counts distinct pre-tokens: a growing hash table from bytes to a count. Memory follows the
 * number of *distinct* pieces, not the length of the text.
 */
export class PieceCounter {
  /** Piece `i` is `bytes[offsets[i] … offsets[i + 1])`. */
  bytes: Uint8Array = new Uint8Array(1 << 16);
  offsets: Uint32Array = new Uint32Array(1 << 12);
  /** How often each piece was met; float64, because a large text has more than 2^32 pieces. */
  counts: Float64Array = new Float64Array(1 << 12);
  /** Number of distinct pieces. */
  size = 0;
  #hashes = new Int32Array(1 << 12);
  /** Piece + 1 in each slot, 0 where it is free. */
  #slots = new Int32Array(1 << 13);

  /** Counts the piece `bytes[start … end)` once. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const hash = hashBytes(bytes, start, end);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const piece = (this.#slots[slot] as number) - 1;
      if (piece === -1) {
        this.#slots[slot] = this.#insert(bytes, start, end, hash) + 1;
        if (this.size * 2 > this.#slots.length) this.#rehash();
        return;
      }
      if (this.#hashes[piece] === hash && this.#same(piece, bytes, start, end)) {
        this.counts[piece] = (this.counts[piece] as number) + 1;
        return;
      }
    }
  }

  #same(piece: number, bytes: Uint8Array, start: number, end: number): boolean {
    const offset = this.offsets[piece] as number;
    if ((this.offsets[piece + 1] as number) - offset !== end - start) return false;
    for (let i = start, j = offset; i < end; i++, j++) if (this.bytes[j] !== bytes[i]) return false;
    return true;
  }

  #insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const piece = this.size++;
    if (piece + 1 === this.offsets.length) {
      this.offsets = grown(this.offsets, piece + 2);
      this.counts = grown(this.counts, piece + 2);
      this.#hashes = grown(this.#hashes, piece + 2);
    }
    const offset = this.offsets[piece] as number;
    const after = offset + end - start;
    if (after > this.bytes.length) this.bytes = grown(this.bytes, after);
    this.bytes.set(bytes.subarray(start, end), offset);
    this.offsets[piece + 1] = after;
    this.counts[piece] = 1;
    this.#hashes[piece] = hash;
    return piece;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let piece = 0; piece < this.size; piece++) {
      let slot = (this.#hashes[piece] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = piece + 1;
    }
    this.#slots = slots;
  }
}

/** The typed arrays that grow here. */
type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A copy with room for at least `needed`, and twice as much as before. */
export function grown<T extends Column>(array: T, needed: number): T {
  const Kind = array.constructor as new (length: number) => T;
  const copy = new Kind(Math.max(needed, array.length * 2));
  copy.set(array);
  return copy;
}
