import type { Activation } from "@gpt/ops";
import { all, Func, type Local } from "./assembler.ts";
import type { Code } from "./code.ts";
import { exponential } from "./exp.ts";
import { v128 } from "./instructions.ts";
import { eachVector, type MultiplyAdd } from "./vectors.ts";

/** The activations that compute something. */
export type Curve = Exclude<Activation, "none">;

export const CURVES: readonly Curve[] = ["relu", "gelu", "gelu_tanh", "gelu_sigmoid"];

const SIGMOID_SLOPE = 1.702;
const CUBIC = 0.044715;
/** 2·sqrt(2/π): 0.5·(1 + tanh(u)) is the sigmoid of 2u. */
const TANH_SLOPE = 2 * Math.sqrt(2 / Math.PI);
const INVERSE_ROOT_2PI = 1 / Math.sqrt(2 * Math.PI);

/** erf(y) = 1 − P(t)·exp(−y²), t = 1/(1 + p·y), y ≥ 0 (Abramowitz & Stegun 7.1.26; error 1.5e-7). */
const ERF_P = 0.3275911;
const ERF = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];

/** Variables of one function that an activation works with: x stays, `value` becomes the result. */
interface Workspace {
  readonly x: Local;
  readonly value: Local;
  readonly slope: Local;
  readonly temporary: Local;
  readonly exp: (x: Local) => Code;
  readonly multiplyAdd: MultiplyAdd;
}

/** Leaves f(x)/x, which is a probability, in `value`, and f'(x) in `slope`. */
type Curves = { readonly [curve in Curve]: (w: Workspace) => Code };

const ONE = v128.of(1);

const EVALUATE: Curves = {
  relu: ({ x, value, slope }) => [
    ...value.set(v128.and(ONE, v128.less(v128.of(0), x.get))),
    ...slope.set(value.get),
  ],
  gelu: ({ x, value, slope, temporary: t, exp, multiplyAdd }) => [
    ...value.set(v128.mul(v128.mul(x.get, x.get), v128.of(-0.5))),
    ...exp(value), // exp(−x²/2) = exp(−y²)
    ...t.set(multiplyAdd(v128.abs(x.get), v128.of(ERF_P * Math.SQRT1_2), ONE)),
    ...t.set(v128.div(ONE, t.get)),
    ...slope.set(v128.of(ERF[0] as number)),
    ...ERF.slice(1).flatMap((c) => slope.set(multiplyAdd(slope.get, t.get, v128.of(c)))),
    ...slope.set(v128.mul(v128.mul(slope.get, t.get), v128.mul(value.get, v128.of(0.5)))),
    // upper tail for x > 0; now the distribution function in `slope`, the density in `t`
    ...t.set(v128.mul(value.get, v128.of(INVERSE_ROOT_2PI))),
    ...value.set(v128.select(slope.get, v128.sub(ONE, slope.get), v128.less(x.get, v128.of(0)))),
    ...slope.set(multiplyAdd(x.get, t.get, value.get)),
  ],
  gelu_tanh: (w) => {
    const { x, slope, temporary: square, multiplyAdd } = w;
    const inner = multiplyAdd(square.get, v128.of(CUBIC), ONE);
    const innerSlope = multiplyAdd(square.get, v128.of(3 * CUBIC), ONE);
    return [
      ...square.set(v128.mul(x.get, x.get)),
      ...slope.set(v128.mul(v128.mul(x.get, v128.of(TANH_SLOPE)), innerSlope)),
      ...sigmoidOf(w, v128.mul(v128.mul(x.get, v128.of(-TANH_SLOPE)), inner)),
    ];
  },
  gelu_sigmoid: (w) => [
    ...w.slope.set(v128.mul(w.x.get, v128.of(SIGMOID_SLOPE))),
    ...sigmoidOf(w, v128.mul(w.x.get, v128.of(-SIGMOID_SLOPE))),
  ],
};

/** value = s = 1/(1 + exp(minusZ)); slope, which holds x·z'(x), becomes s + x·z'·s·(1 − s). */
function sigmoidOf({ value, slope, exp, multiplyAdd }: Workspace, minusZ: Code): Code {
  const s = value.get;
  return [
    ...value.set(minusZ),
    ...exp(value),
    ...value.set(v128.div(ONE, v128.add(ONE, s))),
    ...slope.set(multiplyAdd(v128.mul(slope.get, s), v128.sub(ONE, s), s)),
  ];
}

function evaluate(f: Pick<Func, "variables" | "row">, curve: Curve, multiplyAdd: MultiplyAdd) {
  const variables = f.variables(all("v128", "x value slope temporary"));
  const exp = exponential(f, multiplyAdd);
  return { ...variables, code: EVALUATE[curve]({ ...variables, exp, multiplyAdd }) };
}

/** `<curve>(source, target, n)`: target = activation(source). */
export function activation(curve: Curve, multiplyAdd: MultiplyAdd): Func {
  const f = new Func(curve, all("i32", "source target n"));
  const { source, target, n } = f.params;
  const { x, value, code } = evaluate(f, curve, multiplyAdd);
  const body = [
    ...x.set(v128.load(source.get)),
    ...code,
    ...v128.store(target.get, v128.mul(x.get, value.get)),
  ];
  return f.body(eachVector(f, n.get, { read: [source], write: [target] }, 0, body));
}

/** `<curve>_grad(source, dy, target, n)`: target = dy · activation'(source). */
export function activationGrad(curve: Curve, multiplyAdd: MultiplyAdd): Func {
  const f = new Func(`${curve}_grad`, all("i32", "source dy target n"));
  const { source, dy, target, n } = f.params;
  const { x, slope, code } = evaluate(f, curve, multiplyAdd);
  const body = [
    ...x.set(v128.load(source.get)),
    ...code,
    ...v128.store(target.get, v128.mul(v128.load(dy.get), slope.get)),
  ];
  return f.body(eachVector(f, n.get, { read: [source, dy], write: [target] }, 0, body));
}
