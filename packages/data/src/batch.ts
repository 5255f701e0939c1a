import { GptError, type Json } from "@gpt/registry";

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

/** Rows of unequal length as one array `[rows, longest]`, filled up on the right. */
export function padRows(rows: readonly (readonly number[])[], filler: number): BatchArray {
  const time = Math.max(...rows.map((row) => row.length));
  const data = new Int32Array(rows.length * time).fill(filler);
  for (const [index, row] of rows.entries()) data.set(row, index * time);
  return { data, shape: [rows.length, time] };
}

/** Reads the counters of a position back. @throws GptError `POSITION_INVALID` */
export function readCounters<Name extends string>(
  position: Json,
  names: readonly Name[],
): Record<Name, number> {
  const found = (position ?? {}) as { readonly [name: string]: unknown };
  const isCounter = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (names.every((name) => isCounter(found[name]))) return found as Record<Name, number>;
  throw new GptError("POSITION_INVALID", {
    message: "The saved position is not one of this data stream.",
    expected: `{${names.map((name) => `"${name}": n`).join(", ")}}`,
    got: JSON.stringify(position),
    help: "resume with the same kind of data the run was started with",
  });
}

/** Reads the position of a stream that counts batches. @throws GptError `POSITION_INVALID` */
export function readPosition(position: Json): number {
  return readCounters(position, ["batch"]).batch;
}
