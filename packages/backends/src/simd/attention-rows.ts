import { EMPTY } from "../numerics/numerics.ts";
import { all, Func, type Local, loop, when } from "./assembler.ts";
import type { Code } from "./code.ts";
import { exponential } from "./exp.ts";
import { f32, i32, v128 } from "./instructions.ts";
import { eachVector, LEAST, type MultiplyAdd, maxLanes, sumLanes } from "./vectors.ts";

const FLOAT_BYTES = 4;

/** Moves pointers on by bytes. */
function advance(step: Code, ...pointers: readonly Local[]): Code {
  return pointers.flatMap((pointer) => pointer.set(i32.add(pointer.get, step)));
}

/**
 * `expRows(x, rows, stride, span, from, to, shift, sum, given, scale)`: x ← exp(scale·x − shift) in
 * each row's elements `from` to `to`, 0 in the rest of the `span`; `stride` in bytes, scale > 0. If
 * `given` is 0, `shift` receives the row's largest scale·x. `sum` receives the sums.
 */
export function expRows(multiplyAdd: MultiplyAdd): Func {
  const f = new Func("expRows", {
    ...all("i32", "x rows stride span from to shift sum given"),
    scale: "f32",
  });
  const { x, rows, stride, span, from, to, shift, sum, given, scale } = f.params;
  const { row, at, first, start, n } = f.variables(all("i32", "row at first start n"));
  const { value, total, factor, summand } = f.variables(all("v128", "value total factor summand"));
  const { top, by } = f.variables(all("f32", "top by"));
  const exp = exponential(f, multiplyAdd);
  const clear = (count: Code): Code =>
    eachVector(f, count, { read: [], write: [at] }, 0, v128.store(at.get, v128.of(0)));
  const largest = total.set(v128.atLeast(total.get, v128.load(at.get)));
  const raise = [
    ...value.set(multiplyAdd(v128.load(at.get), factor.get, summand.get)),
    ...exp(value),
    ...v128.store(at.get, value.get),
    ...total.set(v128.add(total.get, value.get)),
  ];
  // times 0, so that NaN stays NaN
  const vanish = [
    ...value.set(v128.mul(v128.load(at.get), v128.of(0))),
    ...v128.store(at.get, value.get),
    ...total.set(v128.add(total.get, value.get)),
  ];
  const moved = { read: [at], write: [at] };
  const isEmpty = f32.less(top.get, f32.of(EMPTY));
  return f.body(
    factor.set(v128.splat(scale.get)),
    loop(
      row,
      rows.get,
      i32.of(1),
      start.set(i32.load(from.get)),
      n.set(i32.sub(i32.load(to.get), start.get)),
      at.set(x.get),
      clear(start.get),
      first.set(at.get),
      total.set(v128.of(LEAST)),
      eachVector(f, n.get, { read: [at], write: [] }, LEAST, largest),
      clear(i32.sub(i32.sub(span.get, start.get), n.get)),
      top.set(maxLanes(total.get)),
      by.set(f32.mul(top.get, scale.get)),
      when(given.get, by.set(f32.load(shift.get))),
      total.set(v128.of(0)),
      at.set(first.get),
      when(isEmpty, by.set(f32.of(EMPTY)), eachVector(f, n.get, moved, 0, vanish)),
      when(
        i32.isZero(isEmpty),
        summand.set(v128.neg(v128.splat(by.get))),
        // exp of the filling is 0 if scale > 0
        eachVector(f, n.get, moved, LEAST, raise),
      ),
      when(i32.isZero(given.get), f32.store(shift.get, by.get)),
      f32.store(sum.get, sumLanes(total.get)),
      advance(stride.get, x),
      advance(i32.of(FLOAT_BYTES), from, to, shift, sum),
    ),
  );
}

/**
 * `softmaxGradRows(p, d, rows, stride, span, dy, out, outStride, width, scale)`:
 * d ← scale·p·(d − Σ dy·out), row by row; strides in bytes, dy and out `[rows, width]`.
 */
export function softmaxGradRows(multiplyAdd: MultiplyAdd): Func {
  const f = new Func("softmaxGradRows", {
    ...all("i32", "p d rows stride span dy out outStride width"),
    scale: "f32",
  });
  const { p, d, rows, stride, span, dy, out, outStride, width, scale } = f.params;
  const { row, weight, slope, up, result } = f.variables(all("i32", "row weight slope up result"));
  const { total, factor, inner } = f.variables(all("v128", "total factor inner"));
  const sumUp = total.set(multiplyAdd(v128.load(up.get), v128.load(result.get), total.get));
  const difference = v128.sub(v128.load(slope.get), inner.get);
  const product = v128.mul(v128.mul(v128.load(weight.get), difference), factor.get);
  return f.body(
    factor.set(v128.splat(scale.get)),
    loop(
      row,
      rows.get,
      i32.of(1),
      up.set(dy.get),
      result.set(out.get),
      total.set(v128.of(0)),
      eachVector(f, width.get, { read: [up, result], write: [] }, 0, sumUp),
      inner.set(v128.splat(sumLanes(total.get))),
      weight.set(p.get),
      slope.set(d.get),
      eachVector(
        f,
        span.get,
        { read: [weight, slope], write: [slope] },
        0,
        v128.store(slope.get, product),
      ),
      advance(stride.get, p, d),
      advance(outStride.get, dy, out),
    ),
  );
}

/** `scaleRows(x, rows, stride, width, factors)`: x ← factors[row]·x, row by row; stride in bytes. */
export function scaleRows(): Func {
  const f = new Func("scaleRows", all("i32", "x rows stride width factors"));
  const { x, rows, stride, width, factors } = f.params;
  const { row, at } = f.variables(all("i32", "row at"));
  const { factor } = f.variables({ factor: "v128" });
  const product = v128.store(at.get, v128.mul(v128.load(at.get), factor.get));
  return f.body(
    loop(
      row,
      rows.get,
      i32.of(1),
      factor.set(v128.loadSplat(factors.get)),
      at.set(x.get),
      eachVector(f, width.get, { read: [at], write: [at] }, 0, product),
      advance(stride.get, x),
      advance(i32.of(FLOAT_BYTES), factors),
    ),
  );
}
