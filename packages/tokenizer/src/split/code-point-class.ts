/**
 * Classes of code points that the published split patterns tell apart, one bit each, so that a
 * pattern's class is a mask over them.
 */
export const UPPER = 1; // Lu, Lt
export const LOWER = 2; // Ll
export const CASELESS = 4; // Lm, Lo
export const MARK = 8; // M
export const NUMBER = 16; // N
export const SPACE = 32; // White_Space except the two below
export const NEWLINE = 64; // \r and \n
export const OTHER = 128; // everything else

/** `\p{L}`. */
export const LETTER: number = UPPER | LOWER | CASELESS;
/** `\s`. */
export const BLANK: number = SPACE | NEWLINE;
/** `[^\s\p{L}\p{N}]`. */
export const SYMBOL: number = MARK | OTHER;

/**
 * Class of each code point, 0 = not yet asked. Filled on demand: building the whole table from
 * regular expressions would cost 100 ms, and a text meets a few thousand code points at most.
 */
const table = new Uint8Array(0x110000);

/** The class of a code point: one of the bits above. */
export function classOf(codePoint: number): number {
  const known = table[codePoint] as number;
  return known === 0 ? learn(codePoint) : known;
}

/** Classes of the ASCII characters. */
export const ASCII: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) =>
  classOf(code),
);

function learn(codePoint: number): number {
  const found = classify(String.fromCodePoint(codePoint));
  table[codePoint] = found;
  return found;
}

/**
 * White space is Unicode's White_Space, as in Python's `regex`. JavaScript's `\s` is not that: it
 * lacks U+0085 and has U+FEFF.
 */
function classify(character: string): number {
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return UPPER;
  if (/\p{Ll}/u.test(character)) return LOWER;
  if (/\p{L}/u.test(character)) return CASELESS;
  if (/\p{M}/u.test(character)) return MARK;
  if (/\p{N}/u.test(character)) return NUMBER;
  if (/[\r\n]/u.test(character)) return NEWLINE;
  if (/\p{White_Space}/u.test(character)) return SPACE;
  return OTHER;
}
