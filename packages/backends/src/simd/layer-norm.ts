import { all, Func, type Local, loop } from "./assembler.ts";
import type { Code } from "./code.ts";
import { f32, i32, v128 } from "./instructions.ts";
import { eachVector, type MultiplyAdd, sumLanes } from "./vectors.ts";

/**
 * `normalize(x, gain, bias, y, mean, rstd, rows, columns, epsilon)`: y = (x − mean)·rstd·gain + bias
 * row by row; mean and rstd are `[rows]`. Columns is a multiple of 4 here and below: what fills a
 * last vector up would count in the averages. The variance takes a pass of
 * its own, because E[x²] − E[x]² cancels.
 */
export function normalize(multiplyAdd: MultiplyAdd): Func {
  const f = new Func("normalize", {
    ...all("i32", "x gain bias y mean rstd rows columns"),
    ...all("f32", "epsilon"),
  });
  const { x, gain, bias, y, mean, rstd, rows, columns, epsilon } = f.params;
  const { row, from, g, b } = f.variables(all("i32", "row from g b"));
  const { total, middle, factor, d } = f.variables(all("v128", "total middle factor d"));
  const { width, average, root } = f.variables(all("f32", "width average root"));
  const pass = (read: Local[], write: Local[], body: Code): Code => [
    ...from.set(x.get),
    ...total.set(v128.of(0)),
    ...eachVector(f, columns.get, { read: [from, ...read], write }, 0, body),
  ];
  const centred = v128.sub(v128.load(from.get), middle.get);
  const scaled = v128.mul(centred, factor.get);
  return f.body(
    width.set(f32.fromInteger(columns.get)),
    loop(
      row,
      rows.get,
      i32.of(1),
      pass([], [], total.set(v128.add(total.get, v128.load(from.get)))),
      average.set(f32.div(sumLanes(total.get), width.get)),
      middle.set(v128.splat(average.get)),
      pass([], [], [...d.set(centred), ...total.set(multiplyAdd(d.get, d.get, total.get))]),
      root.set(f32.add(f32.div(sumLanes(total.get), width.get), epsilon.get)),
      root.set(f32.div(f32.of(1), f32.sqrt(root.get))),
      factor.set(v128.splat(root.get)),
      g.set(gain.get),
      b.set(bias.get),
      pass([g, b], [y], v128.store(y.get, multiplyAdd(scaled, v128.load(g.get), v128.load(b.get)))),
      x.set(from.get), // the next row
      ...storeNext(mean, average),
      ...storeNext(rstd, root),
    ),
  );
}

/**
 * `normalizeGrad(x, gain, mean, rstd, dy, dx, dgain, dbias, rows, columns)`: with
 * h = (x − mean)·rstd and g = dy·gain, dx = (g − avg(g) − h·avg(g·h))·rstd; dgain += Σ dy·h and
 * dbias += Σ dy over the rows, first to last.
 */
export function normalizeGrad(multiplyAdd: MultiplyAdd): Func {
  const f = new Func(
    "normalizeGrad",
    all("i32", "x gain mean rstd dy dx dgain dbias rows columns"),
  );
  const { x, gain, mean, rstd, dy, dx, dgain, dbias, rows, columns } = f.params;
  const { row, from, up, g, dg, db } = f.variables(all("i32", "row from up g dg db"));
  const { middle, factor, hat, d, sum, product } = f.variables(
    all("v128", "middle factor hat d sum product"),
  );
  const { width } = f.variables(all("f32", "width"));
  const begin = [...from.set(x.get), ...up.set(dy.get), ...g.set(gain.get)];
  const load = [
    ...hat.set(v128.mul(v128.sub(v128.load(from.get), middle.get), factor.get)),
    ...d.set(v128.load(up.get)),
  ];
  const averaged = (total: Local): Code =>
    total.set(v128.splat(f32.div(sumLanes(total.get), width.get)));
  const collect = [
    ...load,
    ...v128.store(dg.get, multiplyAdd(d.get, hat.get, v128.load(dg.get))),
    ...v128.store(db.get, v128.add(d.get, v128.load(db.get))),
    ...d.set(v128.mul(d.get, v128.load(g.get))),
    ...sum.set(v128.add(sum.get, d.get)),
    ...product.set(multiplyAdd(d.get, hat.get, product.get)),
  ];
  const inner = v128.add(sum.get, v128.mul(hat.get, product.get));
  const finish = [
    ...load,
    ...d.set(v128.mul(d.get, v128.load(g.get))),
    ...v128.store(dx.get, v128.mul(v128.sub(d.get, inner), factor.get)),
  ];
  return f.body(
    width.set(f32.fromInteger(columns.get)),
    loop(
      row,
      rows.get,
      i32.of(1),
      middle.set(v128.loadSplat(mean.get)),
      factor.set(v128.loadSplat(rstd.get)),
      begin,
      dg.set(dgain.get),
      db.set(dbias.get),
      sum.set(v128.of(0)),
      product.set(v128.of(0)),
      eachVector(f, columns.get, { read: [from, up, g, dg, db], write: [dg, db] }, 0, collect),
      averaged(sum),
      averaged(product),
      begin,
      eachVector(f, columns.get, { read: [from, up, g], write: [dx] }, 0, finish),
      x.set(from.get),
      dy.set(up.get),
      mean.set(i32.add(mean.get, i32.of(4))),
      rstd.set(i32.add(rstd.get, i32.of(4))),
    ),
  );
}

/** Stores a float and moves the pointer behind it. */
function storeNext(pointer: Local, value: Local): Code[] {
  return [f32.store(pointer.get, value.get), pointer.set(i32.add(pointer.get, i32.of(4)))];
}
