import { BLANK, classOf, LETTER, NUMBER, OTHER } from "./code-point-class.ts";

const APOSTROPHE = 0x27;

/** The last place after a word or number and before white space or a symbol; 0 where none is. */
export function lastWordEnd(text: string): number {
  for (let at = text.length - 1; at > 0; at--)
    if (mayFollow(text.charCodeAt(at)) && classOf(text.charCodeAt(at - 1)) & (LETTER | NUMBER))
      return at;
  return 0;
}

/** Half of a surrogate pair tells nothing of its character. */
function mayFollow(unit: number): boolean {
  if (unit === APOSTROPHE || (unit & 0xf800) === 0xd800) return false;
  return (classOf(unit) & (BLANK | OTHER)) !== 0;
}
