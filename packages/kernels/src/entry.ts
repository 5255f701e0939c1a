import type { BackendValues, DataType, KernelBackend } from "@tensorflow/tfjs-core";
import type { Block } from "./block.ts";
import type { Layout, Rows } from "./stored.ts";

/**
 * What the backend keeps for a tensor; of tensors that it made, this is the `dataId` itself, so that nothing is looked
 * up.
 */
export class Entry implements Layout {
  /** The backend that has it under this `dataId`; null where another object is its `dataId`, or it is gone. */
  home: KernelBackend | null;
  readonly dtype: DataType;
  readonly size: number;
  refs = 1;
  /** Null for strings. */
  block: Block | null;
  half = false;
  offset = 0;
  rows: Rows | null = null;
  readonly strings: BackendValues | null;
  /** Blocks that a later kernel may want, and which go with the tensor. */
  attached: readonly Block[] | null = null;
  /** The same numbers in bf16, until they change. */
  rounded: Block | null = null;

  constructor(
    home: KernelBackend | null,
    dtype: DataType,
    size: number,
    block: Block | null,
    strings: BackendValues | null = null,
  ) {
    this.home = home;
    this.dtype = dtype;
    this.size = size;
    this.block = block;
    this.strings = strings;
  }

  /** Where the first element lies. */
  get address(): number {
    return blockOf(this).address + this.offset;
  }

  /** Gives it another block, in which the elements lie side by side. */
  moveTo(block: Block): void {
    this.block?.release();
    this.block = block;
    this.offset = 0;
    this.rows = null;
  }

  /** Lets go of all memory. */
  release(): void {
    this.block?.release();
    this.rounded?.release();
    for (const block of this.attached ?? []) block.release();
  }
}

/** The block of a tensor of numbers. */
export function blockOf({ block }: Entry): Block {
  if (block === null) throw new TypeError("strings have no block of memory");
  return block;
}
