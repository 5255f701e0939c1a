import { all, Func } from "./assembler.ts";
import { exponential } from "./exp.ts";
import { v128 } from "./instructions.ts";
import { eachVector, LEAST, type MultiplyAdd, maxLanes, sumLanes } from "./vectors.ts";

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
