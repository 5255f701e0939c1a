import { all, Func, loop } from "./assembler.ts";
import { i32, v128 } from "./instructions.ts";
import { eachVector, type MultiplyAdd, sumLanes } from "./vectors.ts";

/** `dot(x, y, n)`: Σ x·y, summed in four lanes. */
export function dot(multiplyAdd: MultiplyAdd): Func {
  const f = new Func("dot", all("i32", "x y n"), "f32");
  const { x, y, n } = f.params;
  const { total } = f.variables({ total: "v128" });
  const body = total.set(multiplyAdd(v128.load(x.get), v128.load(y.get), total.get));
  return f.body(
    total.set(v128.of(0)),
    eachVector(f, n.get, { read: [x, y], write: [] }, 0, body),
    sumLanes(total.get),
  );
}

/** `add(x, y, out, n)`: out = x + y; `mul`: out = x·y. */
export function combine(operation: "add" | "mul"): Func {
  const f = new Func(operation, all("i32", "x y out n"));
  const { x, y, out, n } = f.params;
  const body = v128.store(out.get, v128[operation](v128.load(x.get), v128.load(y.get)));
  return f.body(eachVector(f, n.get, { read: [x, y], write: [out] }, 0, body));
}

/** `scale(x, y, n, factor)`: y = factor·x. */
export function scale(): Func {
  const f = new Func("scale", { ...all("i32", "x y n"), factor: "f32" });
  const { x, y, n, factor } = f.params;
  const { wide } = f.variables({ wide: "v128" });
  const body = v128.store(y.get, v128.mul(v128.load(x.get), wide.get));
  return f.body(
    wide.set(v128.splat(factor.get)),
    eachVector(f, n.get, { read: [x], write: [y] }, 0, body),
  );
}

/** `copyRows(x, xRow, y, yRow, rows, n)`: y = x, rows of n elements; their distances in bytes. */
export function copyRows(): Func {
  const f = new Func("copyRows", all("i32", "x xRow y yRow rows n"));
  const { x, xRow, y, yRow, rows, n } = f.params;
  const { row, from, to } = f.variables(all("i32", "row from to"));
  const body = v128.store(to.get, v128.load(from.get));
  return f.body(
    loop(
      row,
      rows.get,
      i32.of(1),
      from.set(x.get),
      to.set(y.get),
      eachVector(f, n.get, { read: [from], write: [to] }, 0, body),
      x.set(i32.add(x.get, xRow.get)),
      y.set(i32.add(y.get, yRow.get)),
    ),
  );
}

/** `columnSums(x, rows, columns, out)`: out += x's rows, from the first to the last. */
export function columnSums(): Func {
  const f = new Func("columnSums", all("i32", "x rows columns out"));
  const { x, rows, columns, out } = f.params;
  const { row, to } = f.variables(all("i32", "row to"));
  const body = v128.store(to.get, v128.add(v128.load(to.get), v128.load(x.get)));
  return f.body(
    loop(
      row,
      rows.get,
      i32.of(1),
      to.set(out.get),
      eachVector(f, columns.get, { read: [x, to], write: [to] }, 0, body),
    ),
  );
}
