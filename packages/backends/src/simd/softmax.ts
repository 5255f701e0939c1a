import { all, Func } from "./assembler.ts";
import { exponential } from "./exp.ts";
import { v128 } from "./instructions.ts";
import { eachVector, type MultiplyAdd, maxLanes, sumLanes } from "./vectors.ts";

/** What stands for nothing under a maximum. */
const LEAST = -3.4e38;

/** `max(x, n)`: the largest of n floats. */
export function max(): Func {
  const f = new Func("max", all("i32", "x n"), "f32");
  const { x, n } = f.params;
  const { top } = f.variables({ top: "v128" });
  const body = top.set(v128.atLeast(top.get, v128.load(x.get)));
  return f.body(
    top.set(v128.of(LEAST)),
    eachVector(f, n.get, { read: [x], write: [] }, LEAST, body),
    maxLanes(top.get),
  );
}

/** `expSum(x, y, n, scale, shift)`: y = exp(scale·x − shift); the sum of y. */
export function expSum(multiplyAdd: MultiplyAdd): Func {
  const params = { ...all("i32", "x y n"), ...all("f32", "scale shift") };
  const f = new Func("expSum", params, "f32");
  const { x, y, n, scale, shift } = f.params;
  const { value, total, factor, summand } = f.variables(all("v128", "value total factor summand"));
  const exp = exponential(f, multiplyAdd);
  const body = [
    ...value.set(multiplyAdd(v128.load(x.get), factor.get, summand.get)),
    ...exp(value),
    ...v128.store(y.get, value.get),
    ...total.set(v128.add(total.get, value.get)),
  ];
  return f.body(
    factor.set(v128.splat(scale.get)),
    summand.set(v128.neg(v128.splat(shift.get))),
    // exp of the filling is 0 if scale > 0
    eachVector(f, n.get, { read: [x], write: [y] }, LEAST, body),
    sumLanes(total.get),
  );
}

/** `softmaxGrad(p, d, y, n, scale, inner)`: y = scale·p·(d − inner). */
export function softmaxGrad(): Func {
  const f = new Func("softmaxGrad", { ...all("i32", "p d y n"), ...all("f32", "scale inner") });
  const { p, d, y, n, scale, inner } = f.params;
  const { factor, minus } = f.variables(all("v128", "factor minus"));
  const difference = v128.sub(v128.load(d.get), minus.get);
  const body = v128.store(y.get, v128.mul(v128.mul(v128.load(p.get), difference), factor.get));
  return f.body(
    factor.set(v128.splat(scale.get)),
    minus.set(v128.splat(inner.get)),
    eachVector(f, n.get, { read: [p, d], write: [y] }, 0, body),
  );
}
