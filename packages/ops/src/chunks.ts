/** Consecutive rows. */
export interface Chunk {
  /** First row. */
  readonly at: number;
  /** Number of rows. */
  readonly count: number;
}

/** Most elements of a matrix that a reference makes only to reduce it again: 16 MiB of float32. */
const LIMIT = 2 ** 22;

/** Cuts rows into chunks of at most `limit` elements, but at least one row; one chunk if there is none. */
export function chunks(rows: number, columns: number, limit: number = LIMIT): Chunk[] {
  const step = Math.max(1, Math.floor(limit / columns));
  const count = Math.max(1, Math.ceil(rows / step));
  return Array.from({ length: count }, (_, index) => {
    const at = index * step;
    return { at, count: Math.min(step, rows - at) };
  });
}
