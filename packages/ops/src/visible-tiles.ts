/** Queries and keys of a tile. */
export const TILE_SIDE = 64;

const { ceil, min } = Math;

/**
 * Which keys queries see, in tiles of 64 queries and 64 keys. Patterns repeat, so that few tiles differ: memory grows with
 * the number of tiles, not of pairs.
 */
export interface VisibleTiles {
  /** The number of each tile, `[heads, ⌈queries/64⌉, ⌈keys/64⌉]`: place among `kinds`; -1 where nothing is visible. */
  readonly numbers: Int32Array;
  /** The tiles that differ, `[n, 64, 64]`: 1 where a query sees a key. */
  readonly kinds: Uint8Array;
}

/** Words of a tile's row, each of four keys. */
const WORDS = TILE_SIDE / 4;

/**
 * Makes tiles of rows.
 *
 * @param mark puts 1 where a query of a head sees a key into a row of `keys` zeros
 */
export function makeTiles(
  { heads, queries, keys }: { heads: number; queries: number; keys: number },
  mark: (head: number, query: number, row: Uint8Array) => void,
): VisibleTiles {
  const [down, across] = [ceil(queries / TILE_SIDE), ceil(keys / TILE_SIDE)];
  const numbers = new Int32Array(heads * down * across);
  const height = min(TILE_SIDE, queries);
  const strip = new Uint32Array(height * across * WORDS);
  const bytes = new Uint8Array(strip.buffer);
  const width = across * TILE_SIDE;
  const kinds = new Kinds(strip, height);
  for (let at = 0, head = 0; head < heads; head++) {
    for (let first = 0; first < queries; first += TILE_SIDE) {
      strip.fill(0);
      for (let i = 0; i < min(height, queries - first); i++) {
        mark(head, first + i, bytes.subarray(i * width, i * width + keys));
      }
      for (let tile = 0; tile < across; tile++) numbers[at++] = kinds.numberOf(tile * WORDS);
    }
  }
  return { numbers, kinds: kinds.all() };
}

/** The tiles that differ, found among those of a strip of rows. */
class Kinds {
  readonly #strip: Uint32Array;
  /** Rows of the strip, and words from one to the next. */
  readonly #rows: number;
  readonly #stride: number;
  readonly #found: Uint32Array[] = [];
  /** Numbers of the tiles that have a hash. */
  readonly #byHash = new Map<number, number[]>();

  constructor(strip: Uint32Array, rows: number) {
    this.#strip = strip;
    this.#rows = rows;
    this.#stride = strip.length / rows;
  }

  /** The number of a tile, by its first word; -1 where nothing is visible. */
  numberOf(first: number): number {
    const hash = this.#hashOf(first);
    if (hash === 0) return -1;
    const same = this.#byHash.get(hash) ?? [];
    for (const number of same) if (this.#is(number, first)) return number;
    this.#byHash.set(hash, [...same, this.#found.length]);
    return this.#found.push(this.#copy(first)) - 1;
  }

  all(): Uint8Array {
    const words = new Uint32Array(this.#found.length * TILE_SIDE * WORDS);
    for (const [i, tile] of this.#found.entries()) words.set(tile, i * tile.length);
    return new Uint8Array(words.buffer);
  }

  /** 0 of a tile without a 1 in it, and of no other. */
  #hashOf(first: number): number {
    let [hash, any] = [0, 0];
    for (let row = 0, at = first; row < this.#rows; row++, at += this.#stride) {
      for (let word = at; word < at + WORDS; word++) {
        const value = this.#strip[word] as number;
        any |= value;
        hash = Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 15);
      }
    }
    return any === 0 ? 0 : hash | 1;
  }

  #is(number: number, first: number): boolean {
    const tile = this.#found[number] as Uint32Array;
    for (let row = 0, at = first; row < this.#rows; row++, at += this.#stride) {
      for (let word = 0; word < WORDS; word++) {
        if (tile[row * WORDS + word] !== this.#strip[at + word]) return false;
      }
    }
    return true;
  }

  #copy(first: number): Uint32Array {
    const tile = new Uint32Array(TILE_SIDE * WORDS);
    for (let row = 0; row < this.#rows; row++) {
      const at = first + row * this.#stride;
      tile.set(this.#strip.subarray(at, at + WORDS), row * WORDS);
    }
    return tile;
  }
}
