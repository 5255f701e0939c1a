import { sequenceLength } from "../utf8.ts";
import { ASCII, BLANK, classOf, NEWLINE } from "./code-point-class.ts";

/** Class of the character at `at`; 0 at the end. */
export function classAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const byte = bytes[at] as number;
  return byte < 0x80 ? (ASCII[byte] as number) : classOf(codePointAt(bytes, at));
}

/** Where the character after the one at `at` starts. */
export function after(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] as number;
  return byte < 0x80 ? at + 1 : at + sequenceLength(byte);
}

/** Where the run of characters whose class is in `mask` ends; `at` where there is none. */
export function runEnd(bytes: Uint8Array, at: number, end: number, mask: number): number {
  let i = at;
  while (i < end) {
    const byte = bytes[i] as number;
    if (byte < 0x80) {
      if (((ASCII[byte] as number) & mask) === 0) break;
      i++;
    } else {
      if ((classOf(codePointAt(bytes, i)) & mask) === 0) break;
      i += sequenceLength(byte);
    }
  }
  return i;
}

/** `\p{N}{1,3}`: at most `most` characters of the run. */
export function shortRunEnd(
  bytes: Uint8Array,
  at: number,
  end: number,
  mask: number,
  most: number,
): number {
  let i = at;
  for (let count = 0; count < most && classAt(bytes, i, end) & mask; count++) i = after(bytes, i);
  return i;
}

/** `\s+(?!\S)|\s+`: a run of white space leaves its last character to the text after it. */
export function spacesEnd(bytes: Uint8Array, at: number, end: number): number {
  let last = at;
  let i = at;
  while (classAt(bytes, i, end) & BLANK) {
    last = i;
    i = after(bytes, i);
  }
  return i === end || last === at ? i : last;
}

/**
 * `\s*[\r\n]+|\s+(?!\S)|\s+`: white space up to its last newline; where it has none, as in
 * {@link spacesEnd}.
 *
 * @param wholeAtEnd the alternative `\s+$` stands before: what ends the text stays whole
 */
export function linesEnd(bytes: Uint8Array, at: number, end: number, wholeAtEnd: boolean): number {
  let newline = -1;
  let last = at;
  let i = at;
  for (let kind = classAt(bytes, i, end); kind & BLANK; kind = classAt(bytes, i, end)) {
    last = i;
    i = after(bytes, i);
    if (kind === NEWLINE) newline = i;
  }
  if (i === end && wholeAtEnd) return i;
  if (newline !== -1) return newline;
  return i === end || last === at ? i : last;
}

/**
 * Length of `s t m d re ve ll` at `at`, 0 where there is none.
 *
 * @param anyCase `(?i:…)`: capitals too, and the long s (U+017F), which folds to s
 */
export function contraction(bytes: Uint8Array, at: number, end: number, anyCase: boolean): number {
  if (at >= end) return 0;
  const fold = anyCase ? 0x20 : 0;
  const first = (bytes[at] as number) | fold;
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return 1; // s t m d
  if (at + 1 >= end) return 0;
  if (anyCase && bytes[at] === 0xc5 && bytes[at + 1] === 0xbf) return 2; // ſ
  const second = (bytes[at + 1] as number) | fold;
  const twoLetters =
    ((first === 0x72 || first === 0x76) && second === 0x65) || // re ve
    (first === 0x6c && second === 0x6c); // ll
  return twoLetters ? 2 : 0;
}

/** The code point of a well-formed multi-byte sequence. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const second = (bytes[at + 1] as number) & 0x3f;
  if (first < 0xe0) return ((first & 0x1f) << 6) | second;
  const third = (bytes[at + 2] as number) & 0x3f;
  if (first < 0xf0) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 7) << 18) | (second << 12) | (third << 6) | ((bytes[at + 3] as number) & 0x3f);
}
