/** White space as Python's `str.split()` knows it, which the reference implementations use. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: four of them are white space in Python
const SPACE = /[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** The words between white space. */
export function splitWords(text: string): string[] {
  return text.split(SPACE).filter((word) => word !== "");
}

/** How often each item occurs. */
export function countItems(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** How many items two bags have in common, each as often as it is in both. */
export function overlap(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): number {
  let common = 0;
  for (const [item, count] of left) common += Math.min(count, right.get(item) ?? 0);
  return common;
}
