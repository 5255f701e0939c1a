import type { Place } from "@gpt/kernels";
import type { Instance } from "./instance.ts";

/** A typed array outside of the module's memory. */
export type Outside = Exclude<Place, number>;

/** The memory of an instance: blocks of it, and copies into and out of it. */
export class Heap {
  readonly #instance: Instance;
  #bytes: Uint8Array;
  /** Where arrays lie during a call. */
  #room = { address: 0, bytes: 0 };

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#bytes = new Uint8Array(instance.memory.buffer);
  }

  /** All of the memory as it is now: when it grows, it gets a new buffer. */
  get bytes(): Uint8Array {
    const { buffer } = this.#instance.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** Address of a new block; 0 where there is no room. */
  take(bytes: number): number {
    return this.#instance.exports.take(bytes) >>> 0;
  }

  release(address: number): void {
    this.#instance.exports.release(address);
  }

  /**
   * Copies arrays into room that lasts until the next call.
   *
   * @returns where each lies; null where there is no room
   */
  bringIn(arrays: readonly Outside[]): number[] | null {
    const sizes = arrays.map(({ byteLength }) => Math.ceil(byteLength / 16) * 16);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > this.#room.bytes) {
      this.release(this.#room.address);
      const address = this.take(total);
      this.#room = { address, bytes: address === 0 ? 0 : total };
      if (address === 0) return null;
    }
    let end = this.#room.address;
    return arrays.map((array, i) => {
      const at = end;
      end += sizes[i] as number;
      this.bytes.set(bytesOf(array), at);
      return at;
    });
  }

  /** Copies bytes between addresses and arrays. */
  move(to: Place, from: Place, count: number): void {
    const heap = this.bytes;
    if (typeof to === "number" && typeof from === "number") {
      heap.copyWithin(to, from, from + count);
      return;
    }
    const target = typeof to === "number" ? heap.subarray(to, to + count) : bytesOf(to);
    const source = typeof from === "number" ? heap.subarray(from, from + count) : bytesOf(from);
    target.set(source.subarray(0, count));
  }
}

function bytesOf(array: Outside): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
