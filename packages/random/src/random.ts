import { fillWords, type RandomAddress, unit } from "./address.ts";
import { cosineOf, radiusOf } from "./normal.ts";

/** Words drawn at a time: the whole buffer costs half a microsecond. */
const CHUNK = 64;

/** Reads the words of an address one after the other. Its whole state is one number. */
export class Random {
  readonly #address: RandomAddress;
  readonly #words = new Uint32Array(CHUNK);
  #index: number;
  /** Index of the first word in the buffer. */
  #start = -1;

  /** @param index where in the sequence to start: a {@link state} of an earlier reader */
  constructor(address: RandomAddress, index = 0) {
    this.#address = address;
    this.#index = index;
  }

  /** How many words have been read: continue with `new Random(address, state)`. */
  get state(): number {
    return this.#index;
  }

  /** The next 32-bit word. */
  uint32(): number {
    const place = this.#index % CHUNK;
    const start = this.#index - place;
    if (start !== this.#start) {
      this.#start = start;
      fillWords(this.#words, this.#address, start);
    }
    this.#index++;
    return this.#words[place] as number;
  }

  /** A number in [0, 1), 24 bits. */
  uniform(): number {
    return unit(this.uint32());
  }

  /**
   * An integer in [0, n), every one equally likely (rejection, no modulo bias).
   *
   * @param n an integer of 1 … 2³²
   * @throws RangeError for any other n
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`integer(n): expected an integer of 1 to 2^32, got ${n}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % n;
  }

  /** A standard normal number (Box-Muller; reads two words). Bitwise equal on every engine. */
  normal(): number {
    const radius = radiusOf(this.uint32());
    return radius * cosineOf(this.uint32());
  }

  /** One element, every one equally likely. @throws RangeError if there is none */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T;
  }
}
