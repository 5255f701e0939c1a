/** Numbers for people: three significant digits, units. */

const NARROW_SPACE = "\u202f";
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** 1234 → "1.23K", 124439808 → "124M": three significant digits. */
export function formatCount(value: number): string {
  return COMPACT.format(value);
}

/** 0.00061 → "6.10e-4", 2.345 → "2.35", 12345 → "12,345". */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  if (size !== 0 && size < 0.001) return value.toExponential(2);
  return Number.isInteger(value) ? `${value}` : threeDigits(value);
}

/** 42 → "42 s", 3725 → "1 h 2 min", 200000 → "2 d 7 h"; two units at most. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}${NARROW_SPACE}s`;
  const whole = Math.round(seconds);
  const units: readonly [number, string][] = [
    [Math.floor(whole / 86400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = units.findIndex(([amount]) => amount > 0);
  return units
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${NARROW_SPACE}${unit}`)
    .join(" ");
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}
