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

const QUARTER = 2 ** 22;

// Factorials.
const F8 = 40_320;
const F9 = 9 * F8;
const F10 = 10 * F9;
const F11 = 11 * F10;
const F12 = 12 * F11;
const F13 = 13 * F12;
const F14 = 14 * F13;
const F15 = 15 * F14;

/** ln(k / 2²⁴) for an integer k of 1 … 2²⁴, to about 1e-14 relative. */
function logOf24Bits(k: number): number {
  // k / 2^24 = mantissa · 2^exponent with mantissa in [sqrt ½, sqrt 2).
  const shift = 31 - Math.clz32(k);
  let exponent = shift - 24;
  let mantissa = k / (1 << shift);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), |s| ≤ 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  return exponent * Math.LN2 + 2 * s * artanhSeries(s * s);
}

/** Cosine of k / 2²⁴ of a full turn. */
function cosineOfTurn(k: number): number {
  // The nearest quarter turn, and what remains of the angle: at most π/4 either way.
  const quarter = (k + QUARTER / 2) >> 22;
  const x = (k - quarter * QUARTER) * ((2 * Math.PI) / 2 ** 24);
  const size = quarter & 1 ? x * sineSeries(x * x) : cosineSeries(x * x);
  return (quarter + 1) & 2 ? -size : size;
}

/** artanh(s) / s of z = s²: 1 + z/3 + z²/5 + …; what is left out is below 1e-14 of it. */
function artanhSeries(z: number): number {
  const high = (((z * (1 / 17) + 1 / 15) * z + 1 / 13) * z + 1 / 11) * z + 1 / 9;
  return (((high * z + 1 / 7) * z + 1 / 5) * z + 1 / 3) * z + 1;
}

/** cos x of z = x²: 1 − z/2! + z²/4! − …; what is left out is below 1e-15. */
function cosineSeries(z: number): number {
  const high = ((z * (-1 / F14) + 1 / F12) * z - 1 / F10) * z + 1 / F8;
  return (((high * z - 1 / 720) * z + 1 / 24) * z - 1 / 2) * z + 1;
}

/** sin x / x of z = x²: 1 − z/3! + z²/5! − …; what is left out is below 1e-16. */
function sineSeries(z: number): number {
  const high = ((z * (-1 / F15) + 1 / F13) * z - 1 / F11) * z + 1 / F9;
  return (((high * z - 1 / 5040) * z + 1 / 120) * z - 1 / 6) * z + 1;
}
