import { GptError } from "@gpt/registry";
import type { KernelLibrary } from "./library.ts";

/** A piece of a library's memory that several tensors may share; it goes back when the last one lets go. */
export class Block {
  readonly address: number;
  readonly bytes: number;
  readonly #library: KernelLibrary;
  #owners = 1;

  /** @throws GptError `OUT_OF_MEMORY` where there is none, or an earlier call found none */
  constructor(library: KernelLibrary, bytes: number) {
    this.#library = library;
    this.bytes = bytes;
    this.address = library.take(bytes);
    if (this.address === 0) throw outOfMemory(library, bytes);
  }

  get shared(): boolean {
    return this.#owners > 1;
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners === 0) this.#library.release(this.address, this.bytes);
  }

  /** Gives the memory back, whoever still has it; nothing where that was done. */
  drop(): void {
    if (this.#owners > 0) this.#library.release(this.address, this.bytes);
    this.#owners = 0;
  }
}

/** What is thrown where a block of that many bytes is not to be had. */
export function outOfMemory(library: KernelLibrary, bytes: number): GptError {
  const { live, limit } = library.memory();
  return new GptError("OUT_OF_MEMORY", {
    message: "There is no memory for another tensor.",
    expected: `${bytes} bytes; of ${limit} in all, ${live} are in use`,
    help: "dispose of tensors, or take a smaller batch, context or model; `memoryLimit` is an option of the backend",
  });
}
