import type { Json } from "@gpt/registry";

/** One named array of a batch, off the device. */
export interface BatchArray {
  readonly data: Int32Array;
  readonly shape: readonly number[];
}

/** The arrays of one step, by name: `inputs` and `targets` for language models. */
export interface BatchData {
  readonly [name: string]: BatchArray;
}

/** An endless stream of batches that can be left and taken up again exactly. */
export interface BatchStream {
  /** The next batch. */
  next(): Promise<BatchData>;
  /** Where the stream stands; plain JSON. */
  position(): Json;
  /** Goes to a position: what follows is bit for bit what followed then. */
  seek(position: Json): Promise<void>;
}

/** A target with this value carries no loss. */
export const IGNORED = -100;
