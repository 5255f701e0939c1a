import { all, Func, type Local, loop, select, TILE, when } from "./assembler.ts";
import type { Code } from "./code.ts";
import { i32, v128 } from "./instructions.ts";
import { copyFloats, type MultiplyAdd, VECTOR_BYTES } from "./vectors.ts";

/** Rows of the register tile: one vector of a column of a. */
const ROWS = 4;

/**
 * Columns of the register tile: two vectors. 4 × 8 leaves eight accumulators, two vectors of b and
 * one of a in registers; wider and taller tiles spill and run at two thirds of the speed.
 */
const COLUMNS = 8;

const LANE_BYTES = 4;

const PANEL_STEP = COLUMNS * LANE_BYTES;

/**
 * `gemm(m, n, k, a, aTile, aRow, aColumn, b, c, cRow, start, startRow)`: c = start + a·b.
 *
 * a is `[m, k]` with byte strides from four rows to the next four, and from row to row within them:
 * any matrix, or one packed as `packA` does it; b comes packed as `packB` does it; c is `[m, n]` with a
 * row stride in bytes. `start` is the address of `[m, n]` summands with row stride `startRow` (c itself
 * to accumulate, a bias with row stride 0), or 0 for none. Every element is one sum over k in
 * ascending order.
 */
export function gemm(multiplyAdd: MultiplyAdd): Func {
  const f = new Func("gemm", all("i32", "m n k a aTile aRow aColumn b c cRow start startRow"));
  const { m, n, k, a, aTile, aRow, aColumn, b, c, cRow, start, startRow } = f.params;
  const { i, j, p, tile, panel, panelBytes, end, width } = f.variables(
    all("i32", "i j p tile panel panelBytes end width"),
  );
  const from = f.row("i32", ROWS); // a's rows
  const begin = f.row("i32", ROWS); // the summands
  const to = f.row("i32", ROWS); // the results
  const sums = f.row("v128", 2 * ROWS);
  const { left, right, factor } = f.variables(all("v128", "left right factor"));

  /** Row within the tile; those beyond the last repeat the last: they write the same. */
  const row = (r: number): Code => {
    const last = i32.sub(i32.sub(m.get, i.get), i32.of(1));
    return select(i32.of(r), last, i32.less(i32.of(r), last));
  };
  const at = (base: Local, stride: Local, r: number): Code =>
    i32.add(
      i32.add(base.get, i32.mul(i32.add(i.get, row(r)), stride.get)),
      i32.shl(j.get, i32.of(2)),
    );
  /** A tile that reaches over the right edge goes through the work space. */
  const tileRow = (r: number): Code => i32.add(TILE, i32.of(r * PANEL_STEP));
  const each = (make: (r: number, half: 0 | 1, sum: Local) => Code): Code =>
    sums.flatMap((sum, index) => make(index >> 1, (index & 1) as 0 | 1, sum));
  const rows = (make: (r: number) => Code): Code => from.flatMap((_, r) => make(r));

  const round = [
    ...left.set(v128.load(p.get)),
    ...right.set(v128.load(p.get, VECTOR_BYTES)),
    ...rows((r) => {
      const source = from[r] as Local;
      const [low, high] = [sums[2 * r] as Local, sums[2 * r + 1] as Local];
      return [
        ...factor.set(v128.loadSplat(source.get)),
        ...source.set(i32.add(source.get, aColumn.get)),
        ...low.set(multiplyAdd(factor.get, left.get, low.get)),
        ...high.set(multiplyAdd(factor.get, right.get, high.get)),
      ];
    }),
  ];

  return f.body(
    panel.set(b.get),
    panelBytes.set(i32.mul(k.get, i32.of(PANEL_STEP))),
    loop(
      j,
      n.get,
      i32.of(COLUMNS),
      width.set(i32.shl(i32.sub(n.get, j.get), i32.of(2))), // bytes of a row that are left
      end.set(i32.add(panel.get, panelBytes.get)),
      i.set(i32.of(0)),
      tile.set(a.get),
      loop(
        i,
        m.get,
        i32.of(ROWS),
        rows((r) => (from[r] as Local).set(i32.add(tile.get, i32.mul(row(r), aRow.get)))),
        rows((r) => (begin[r] as Local).set(at(start, startRow, r))),
        rows((r) => (to[r] as Local).set(at(c, cRow, r))),
        when(
          i32.less(width.get, i32.of(PANEL_STEP)),
          rows((r) => [
            ...when(start.get, copyFloats(p, (begin[r] as Local).get, tileRow(r), width.get)),
            ...(begin[r] as Local).set(tileRow(r)),
          ]),
        ),
        each((_, __, sum) => sum.set(v128.of(0))),
        when(
          start.get,
          each((r, half, sum) => sum.set(v128.load((begin[r] as Local).get, half * VECTOR_BYTES))),
        ),
        tile.set(i32.add(tile.get, aTile.get)),
        p.set(panel.get),
        loop(p, end.get, i32.of(PANEL_STEP), round),
        when(
          i32.less(width.get, i32.of(PANEL_STEP)),
          each((r, half, sum) => v128.store(tileRow(r), sum.get, half * VECTOR_BYTES)),
          rows((r) => [
            ...(begin[r] as Local).set(tileRow(r)),
            ...copyFloats(p, (begin[r] as Local).get, (to[r] as Local).get, width.get),
          ]),
        ),
        when(
          i32.less(i32.of(PANEL_STEP - 1), width.get),
          each((r, half, sum) => v128.store((to[r] as Local).get, sum.get, half * VECTOR_BYTES)),
        ),
      ),
      panel.set(end.get),
    ),
  );
}
