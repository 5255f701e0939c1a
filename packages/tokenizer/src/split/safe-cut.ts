import { BLANK, classOf, LETTER, NUMBER, OTHER } from "./code-point-class.ts";

const APOSTROPHE = 0x27;

/**
 * The last place after a word or number and before white space or a symbol; 0 where none is. In
 * the patterns that have a scanner a word or number always ends before white space or a symbol
 * other than an apostrophe, and neither side looks at the other: a text may be cut there.
 */
export function lastWordEnd(text: string): number {
  return lastPlace(text, (unit, before) => {
    return mayFollow(unit) && (classOf(before) & (LETTER | NUMBER)) !== 0;
  });
}

/** The last place between two UTF-16 units that fit, 0 where there is none. */
export function lastPlace(text: string, fits: (unit: number, before: number) => boolean): number {
  let at = text.length - 1;
  while (at > 0 && !fits(text.charCodeAt(at), text.charCodeAt(at - 1))) at--;
  return Math.max(at, 0);
}

/** Half of a surrogate pair tells nothing of its character. */
function mayFollow(unit: number): boolean {
  if (unit === APOSTROPHE || (unit & 0xf800) === 0xd800) return false;
  return (classOf(unit) & (BLANK | OTHER)) !== 0;
}
