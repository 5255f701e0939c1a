import { type Array64, get, increase, rowsAndColumns, zeros } from "./array.ts";

/** Rows of the table, `[...shape, C]`. */
export function embeddingForward(
  table: Array64,
  ids: readonly number[],
  shape: readonly number[],
): Array64 {
  const [, width] = rowsAndColumns(table);
  const out = zeros([...shape, width]);
  ids.forEach((id, n) => {
    for (let c = 0; c < width; c++) out.data[n * width + c] = get(table, id * width + c);
  });
  return out;
}

/** Gradient of the table: each row of dy is added to the row it came from. */
export function embeddingBackward(table: Array64, ids: readonly number[], dy: Array64): Array64 {
  const [, width] = rowsAndColumns(table);
  const dtable = zeros(table.shape);
  ids.forEach((id, n) => {
    for (let c = 0; c < width; c++) increase(dtable, id * width + c, get(dy, n * width + c));
  });
  return dtable;
}
