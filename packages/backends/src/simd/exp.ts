import type { Func, Local } from "./assembler.ts";
import type { Code } from "./code.ts";
import { i32, v128 } from "./instructions.ts";
import type { MultiplyAdd } from "./vectors.ts";

/** Below, the result is 0; above, it stays at exp of the bound. */
const LOWEST = -87.33;
const HIGHEST = 88.37;

/** ln 2 in two parts, the first exact in few bits, so that x − n·ln 2 keeps its precision. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;

/** Minimax polynomial of (exp(r) − 1 − r)/r² on |r| ≤ ln(2)/2 (Cephes' expf); error below 2 ulp. */
const POLYNOMIAL = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
];

const EXPONENT_BIAS = 127;
const MANTISSA_BITS = 23;

/** Returns a statement maker: `x ← exp(x)`, lane by lane. NaN stays NaN. */
export function exponential(f: Pick<Func, "row">, multiplyAdd: MultiplyAdd): (x: Local) => Code {
  const [n, r, p, low] = f.row("v128", 4) as [Local, Local, Local, Local];
  const horner = POLYNOMIAL.slice(1).flatMap((coefficient) =>
    p.set(multiplyAdd(p.get, r.get, v128.of(coefficient))),
  );
  return (x) => [
    ...low.set(v128.less(x.get, v128.of(LOWEST))),
    ...r.set(v128.atMost(v128.atLeast(x.get, v128.of(LOWEST)), v128.of(HIGHEST))),
    ...n.set(v128.nearest(v128.mul(r.get, v128.of(Math.LOG2E)))),
    ...r.set(multiplyAdd(n.get, v128.of(-LN2_HIGH), r.get)),
    ...r.set(multiplyAdd(n.get, v128.of(-LN2_LOW), r.get)),
    ...p.set(v128.of(POLYNOMIAL[0] as number)),
    ...horner,
    ...p.set(v128.add(multiplyAdd(p.get, v128.mul(r.get, r.get), r.get), v128.of(1))),
    // times 2^n, made of n's bits
    ...n.set(v128.addIntegers(v128.truncate(n.get), v128.splatInteger(i32.of(EXPONENT_BIAS)))),
    ...x.set(v128.andNot(v128.mul(p.get, v128.shiftLeft(n.get, MANTISSA_BITS)), low.get)),
  ];
}
