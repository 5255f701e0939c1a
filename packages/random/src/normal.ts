/**
 * The two factors of Box-Muller (1958), made of additions, multiplications, divisions and square
 * roots alone. Those are exact to the bit by IEEE 754 and ECMAScript, while `Math.log`, `Math.cos`
 * and `Math.sin` may differ between engines in the last bit: so equal words give equal normal
 * numbers everywhere.
 */

/** sqrt(−2 ln u) with u in (0, 1], the upper 24 bits of a word counted from the other end. */
export function radiusOf(word: number): number {
  return Math.sqrt(-2 * logOf24Bits(2 ** 24 - (word >>> 8)));
}

/** Cosine of an angle: the upper 24 bits of a word as a share of a full turn. */
export function cosineOf(word: number): number {
  return cosineOfTurn(word >>> 8);
}

/** Sine of the same angle: a cosine a quarter turn later. */
export function sineOf(word: number): number {
  return cosineOfTurn((word >>> 8) - QUARTER);
}

const SQRT_HALF = Math.SQRT1_2;
const QUARTER = 2 ** 22;

/** ln(k / 2²⁴) for an integer k of 1 … 2²⁴, to about 1e-16 relative. */
function logOf24Bits(k: number): number {
  // k / 2^24 = mantissa · 2^exponent with mantissa in [sqrt ½, sqrt 2).
  let exponent = 8 - Math.clz32(k);
  let mantissa = k / 2 ** (exponent + 24);
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), |s| ≤ 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let series = 1 / 21;
  for (let odd = 19; odd >= 1; odd -= 2) series = series * z + 1 / odd;
  return exponent * Math.LN2 + 2 * s * series;
}

/** Cosine of k / 2²⁴ of a full turn. */
function cosineOfTurn(k: number): number {
  // The nearest quarter turn, and what remains of the angle: at most π/4 either way.
  const quarter = Math.round(k / QUARTER);
  const x = (k - quarter * QUARTER) * ((2 * Math.PI) / 2 ** 24);
  switch (quarter & 3) {
    case 0:
      return cosineSeries(x * x);
    case 1:
      return -x * sineSeries(x * x);
    case 2:
      return -cosineSeries(x * x);
    default:
      return x * sineSeries(x * x);
  }
}

/** cos x of z = x²: 1 − z/2! + z²/4! − … as nested factors. */
function cosineSeries(z: number): number {
  let sum = 1;
  for (let n = 16; n >= 2; n -= 2) sum = 1 - (sum * z) / (n * (n - 1));
  return sum;
}

/** sin x / x of z = x²: 1 − z/3! + z²/5! − … as nested factors. */
function sineSeries(z: number): number {
  let sum = 1;
  for (let n = 17; n >= 3; n -= 2) sum = 1 - (sum * z) / (n * (n - 1));
  return sum;
}
