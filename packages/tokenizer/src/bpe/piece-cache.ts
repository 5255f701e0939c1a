import type { Uint32List } from "../uint32-list.ts";

/** Longest piece that is remembered, in bytes. */
export const CACHED = 32;

/** Pieces held at most; then the cache starts anew. */
const CAPACITY = 1 << 15;

/** Bytes of pieces, and ids, held at most. */
const POOL = CAPACITY * 12;

/**
 * Remembers the ids of pieces: most words of a text have been met before. Bounded (about 3 MB);
 * when full it forgets everything, which costs less than keeping track of age.
 *
 * A slot is [hash, key offset, key length | id count << 16, the id or the offset of the ids].
 */
export class PieceCache {
  readonly #mask = CAPACITY * 2 - 1; // at most half full
  readonly #slots = new Int32Array(CAPACITY * 2 * 4);
  readonly #keys = new Uint8Array(POOL);
  readonly #ids = new Uint32Array(POOL);
  #pieces = 0;
  #keyEnd = 0;
  #idEnd = 0;

  /** Appends the ids of `bytes[start … end)` to `out`; false where the piece is not known. */
  recall(bytes: Uint8Array, start: number, end: number, hash: number, out: Uint32List): boolean {
    const slots = this.#slots;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot << 2;
      const sizes = slots[at + 2] as number;
      if (sizes === 0) return false;
      if (slots[at] !== hash || (sizes & 0xffff) !== end - start) continue;
      if (!this.#same(slots[at + 1] as number, bytes, start, end)) continue;
      const count = sizes >>> 16;
      const value = slots[at + 3] as number;
      if (count === 1) out.push(value);
      else for (let i = 0; i < count; i++) out.push(this.#ids[value + i] as number);
      return true;
    }
  }

  /** Remembers that `bytes[start … end)`, not known so far, has the ids that `out` ends with, from `from` on. */
  learn(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
    out: Uint32List,
    from: number,
  ): void {
    if (this.#pieces === CAPACITY || this.#keyEnd + CACHED > POOL || this.#idEnd + CACHED > POOL)
      this.#forget();
    const slots = this.#slots;
    let slot = hash & this.#mask;
    while (slots[(slot << 2) + 2] !== 0) slot = (slot + 1) & this.#mask;
    const at = slot << 2;
    const count = out.length - from;
    slots[at] = hash;
    slots[at + 1] = this.#keyEnd;
    slots[at + 2] = (end - start) | (count << 16);
    slots[at + 3] = count === 1 ? (out.items[from] as number) : this.#idEnd;
    for (let i = start; i < end; i++) this.#keys[this.#keyEnd++] = bytes[i] as number;
    if (count > 1)
      for (let i = from; i < out.length; i++) this.#ids[this.#idEnd++] = out.items[i] as number;
    this.#pieces++;
  }

  #same(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    const keys = this.#keys;
    for (let i = start, j = offset; i < end; i++, j++) if (keys[j] !== bytes[i]) return false;
    return true;
  }

  #forget(): void {
    this.#slots.fill(0);
    this.#pieces = 0;
    this.#keyEnd = 0;
    this.#idEnd = 0;
  }
}
