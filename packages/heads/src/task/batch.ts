import type { EncodedExample, EncodedSequence, TaskBatch, TrunkKind } from "./task-head.ts";

/** A target with this value carries no loss. */
export const IGNORED = -100;

/** All sequences of a batch, in order. */
export function sequencesOf(examples: readonly EncodedExample[]): EncodedSequence[] {
  return examples.flatMap((example) => example.sequences);
}

/** Rows of unequal length as `[N, T]`, padded on the right. */
export function padRows(rows: readonly (readonly number[])[], padding: number): TaskBatch[string] {
  const time = Math.max(...rows.map((row) => row.length));
  const data = new Int32Array(rows.length * time).fill(padding);
  for (const [index, row] of rows.entries()) data.set(row, index * time);
  return { data, shape: [rows.length, time] };
}

/** Numbers as int32 `[N]`. */
export function vector(values: readonly number[]): TaskBatch[string] {
  return { data: Int32Array.from(values), shape: [values.length] };
}

/**
 * What every batch has: `inputs`, `attentionMask` `[N, T]`, and `read` `[N]`, the row of `[N·T]` whose
 * vector stands for a sequence; over encoders `tokenTypes`, over decoders `targets`, the next tokens.
 */
export function sequenceBatch(sequences: readonly EncodedSequence[], trunk: TrunkKind): TaskBatch {
  const ids = sequences.map((sequence) => sequence.ids);
  const inputs = padRows(ids, 0);
  const time = inputs.shape[1] as number;
  return {
    inputs,
    attentionMask: padRows(
      ids.map((row) => row.map(() => 1)),
      0,
    ),
    read: vector(sequences.map(({ read }, row) => row * time + read)),
    ...(trunk === "encoder"
      ? {
          tokenTypes: padRows(
            sequences.map((sequence) => sequence.tokenTypes),
            0,
          ),
        }
      : {
          targets: padRows(
            ids.map((row) => [...row.slice(1), IGNORED]),
            IGNORED,
          ),
        }),
  };
}
