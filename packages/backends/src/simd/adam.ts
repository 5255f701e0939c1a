import { all, Func } from "./assembler.ts";
import { v128 } from "./instructions.ts";
import { eachVector, type MultiplyAdd } from "./vectors.ts";

/**
 * `adam(p, g, m, v, n, gradScale, beta1, rest1, beta2, rest2, epsilon, denomScale, stepSize, kept)`:
 * one step in one pass, in place; rest = 1 − beta and kept = 1 − decay, rounded by the caller.
 */
export function adam(multiplyAdd: MultiplyAdd): Func {
  const numbers = all("f32", "gradScale beta1 rest1 beta2 rest2 epsilon denomScale stepSize kept");
  const f = new Func("adam", { ...all("i32", "p g m v n"), ...numbers });
  const { p, g, m, v, n, gradScale, beta1, rest1, beta2, rest2 } = f.params;
  const { epsilon, denomScale, stepSize, kept } = f.params;
  const { grad, first, second, down } = f.variables(all("v128", "grad first second down"));
  const denominator = v128.add(
    v128.mul(v128.sqrt(second.get), v128.splat(denomScale.get)),
    v128.splat(epsilon.get),
  );
  const body = [
    ...grad.set(v128.mul(v128.load(g.get), v128.splat(gradScale.get))),
    ...first.set(v128.mul(v128.load(m.get), v128.splat(beta1.get))),
    ...first.set(multiplyAdd(grad.get, v128.splat(rest1.get), first.get)),
    ...second.set(v128.mul(v128.load(v.get), v128.splat(beta2.get))),
    ...grad.set(v128.mul(grad.get, grad.get)),
    ...second.set(multiplyAdd(grad.get, v128.splat(rest2.get), second.get)),
    ...down.set(v128.mul(v128.splat(stepSize.get), v128.div(first.get, denominator))),
    ...v128.store(m.get, first.get),
    ...v128.store(v.get, second.get),
    ...v128.store(p.get, v128.sub(v128.mul(v128.load(p.get), v128.splat(kept.get)), down.get)),
  ];
  return f.body(eachVector(f, n.get, { read: [p, g, m, v], write: [p, m, v] }, 0, body));
}
