import { all, Func, type Local, loop, select, when } from "./assembler.ts";
import type { Code } from "./code.ts";
import { i32, v128 } from "./instructions.ts";
import { VECTOR_BYTES } from "./vectors.ts";

const FLOAT_BYTES = 4;

/**
 * `name(k, n, b, bRow, bColumn, out)`: copies b, `[k, n]` with any byte strides, into panels of
 * `width` columns (4 or 8), each `[k, width]` and contiguous, as a product reads them. Columns
 * beyond the last repeat the last.
 */
export function pack(name: string, width: number): Func {
  const f = new Func(name, all("i32", "k n b bRow bColumn out"));
  const { k, n, b, bRow, bColumn, out } = f.params;
  const { j, p, x, source, target, strided } = f.variables(
    all("i32", "j p x source target strided"),
  );
  const columns = f.row("i32", width);
  const last = i32.sub(n.get, i32.of(1));
  const column = (index: Code): Code =>
    i32.add(b.get, i32.mul(select(index, last, i32.less(index, last)), bColumn.get));
  const vectors = columns.slice(0, (width * FLOAT_BYTES) / VECTOR_BYTES);
  const wide = vectors.flatMap((_, at) =>
    v128.store(target.get, v128.load(source.get, at * VECTOR_BYTES), at * VECTOR_BYTES),
  );
  const narrow = columns.flatMap((at, index) =>
    i32.store(target.get, i32.load(i32.add(at.get, x.get)), index * FLOAT_BYTES),
  );
  const advance = [
    ...target.set(i32.add(target.get, i32.of(width * FLOAT_BYTES))),
    ...source.set(i32.add(source.get, bRow.get)),
    ...x.set(i32.add(x.get, bRow.get)),
  ];
  return f.body(
    target.set(out.get),
    loop(
      j,
      n.get,
      i32.of(width),
      columns.flatMap((at, index) => at.set(column(i32.add(j.get, i32.of(index))))),
      source.set((columns[0] as Local).get),
      x.set(i32.of(0)),
      p.set(i32.of(0)),
      // whole panels of contiguous columns go by vectors
      strided.set(i32.sub(bColumn.get, i32.of(FLOAT_BYTES))),
      when(i32.less(n.get, i32.add(j.get, i32.of(width))), strided.set(i32.of(1))),
      when(strided.get, loop(p, k.get, i32.of(1), narrow, advance)),
      when(i32.isZero(strided.get), loop(p, k.get, i32.of(1), wide, advance)),
    ),
  );
}
