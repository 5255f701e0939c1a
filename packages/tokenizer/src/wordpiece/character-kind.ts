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
  const found = kind(codePoint, String.fromCodePoint(codePoint));
  table[codePoint] = found;
  return found;
}

/** Private-use and unassigned: dropped by Hugging Face's BERT tokenizers, kept by Google's. */
export function isUnassigned(codePoint: number): boolean {
  return codePoint >= 0x378 && /[\p{Co}\p{Cn}]/u.test(String.fromCodePoint(codePoint));
}

function kind(codePoint: number, character: string): number {
  if (/[\t\n\r\p{Zs}\u2028\u2029]/u.test(character)) return SPACE;
  if (codePoint === 0 || codePoint === 0xfffd || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(character))
    return DROPPED;
  if (isIdeograph(codePoint)) return IDEOGRAPH;
  return isPunctuation(codePoint, character) ? PUNCTUATION : PLAIN;
}

/** The CJK blocks that BERT names; kana and Hangul are not in them. */
function isIdeograph(c: number): boolean {
  return (
    (c >= 0x4e00 && c <= 0x9fff) ||
    (c >= 0x3400 && c <= 0x4dbf) ||
    (c >= 0x20000 && c <= 0x2a6df) ||
    (c >= 0x2a700 && c <= 0x2b73f) ||
    (c >= 0x2b740 && c <= 0x2b81f) ||
    (c >= 0x2b820 && c <= 0x2ceaf) ||
    (c >= 0xf900 && c <= 0xfaff) ||
    (c >= 0x2f800 && c <= 0x2fa1f)
  );
}

/** ASCII symbols count as punctuation, whether Unicode says so or not. */
function isPunctuation(c: number, character: string): boolean {
  if (c >= 128) return /\p{P}/u.test(character);
  return (
    (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126)
  );
}
