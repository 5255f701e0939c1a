import { forEachBlock, type RandomAddress, unit } from "./address.ts";

/** Reads the words of an address one after the other. Its whole state is one number. */
export class Random {
  readonly #address: RandomAddress;
  #index: number;
  #block = -1;
  #words: readonly number[] = [];

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
    const lane = this.#index % 4;
    const block = this.#index - lane;
    if (block !== this.#block) this.#load(block);
    this.#index++;
    return this.#words[lane] as number;
  }

  /** A number in [0, 1), 24 bits. */
  uniform(): number {
    return unit(this.uint32());
  }

  /** An integer in [0, n), every one equally likely (rejection, no modulo bias). */
  integer(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % n;
  }

  /** A standard normal number (Box-Muller; reads two words). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One element, every one equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T;
  }

  #load(block: number): void {
    this.#block = block;
    forEachBlock(this.#address, block, 4, (words) => {
      this.#words = [...words];
    });
  }
}
