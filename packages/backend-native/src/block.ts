import { GptError } from "@gpt/registry";
import type { Addon } from "./addon.ts";

/** A piece of native memory that several tensors may share; it goes back when the last one lets go. */
export class Block {
  readonly address: number;
  readonly bytes: number;
  readonly #addon: Addon;
  #owners = 1;

  /** @throws GptError `NATIVE_OUT_OF_MEMORY` */
  constructor(addon: Addon, bytes: number) {
    this.#addon = addon;
    this.bytes = bytes;
    this.address = addon.take(bytes);
    if (this.address === 0) throw outOfMemory(addon, bytes);
  }

  get shared(): boolean {
    return this.#owners > 1;
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners === 0) this.#addon.release(this.address);
  }
}

/** What is thrown where a block of that many bytes is not to be had. */
export function outOfMemory(addon: Addon, bytes: number): GptError {
  const { live, limit } = addon.memory();
  return new GptError("NATIVE_OUT_OF_MEMORY", {
    message: "There is no memory for another tensor.",
    expected: `${bytes} bytes; of ${limit} in all, ${live} are in use`,
    help: "dispose of tensors, or take a smaller batch, context or model; `memoryLimit` is an option of the backend",
  });
}
