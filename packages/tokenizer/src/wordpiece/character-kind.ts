/** What BERT does with a character (google-research/bert `tokenization.py`). */
const PLAIN = 1;
/** Taken out: U+0000, U+FFFD, control and format characters. */
export const DROPPED = 2;
/** Ends a word. */
export const SPACE = 3;
/** A CJK ideograph: a word of its own. */
export const IDEOGRAPH = 4;
/** A token of its own, found after lower-casing and decomposition. */
export const PUNCTUATION = 5;

/** Kinds are asked for again and again; looked up once. */
const table = new Uint8Array(0x110000);

/** The kind of a code point. */
export function kindOf(codePoint: number): number {
  const known = table[codePoint] as number;
  if (known !== 0) return known;
  const found = kind(String.fromCodePoint(codePoint));
  table[codePoint] = found;
  return found;
}

/** Private-use and unassigned: dropped by Hugging Face's BERT tokenizers, kept by Google's. */
export function isUnassigned(codePoint: number): boolean {
  return codePoint >= 0x378 && /[\p{Co}\p{Cn}]/u.test(String.fromCodePoint(codePoint));
}

/** White space as BERT has it. */
const WHITE = /[\t\n\r\p{Zs}\u2028\u2029]/u;

const NOTHING = /[\0\ufffd\p{Cc}\p{Cf}\p{Cs}]/u;

/** The CJK blocks that BERT names; kana and Hangul are not in them. */
const CJK =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u;

/** ASCII symbols count as punctuation, whether Unicode says so or not. */
const MARKS = /[!-/:-@[-`{-~\p{P}]/u;

function kind(character: string): number {
  if (WHITE.test(character)) return SPACE;
  if (NOTHING.test(character)) return DROPPED;
  if (CJK.test(character)) return IDEOGRAPH;
  return MARKS.test(character) ? PUNCTUATION : PLAIN;
}
