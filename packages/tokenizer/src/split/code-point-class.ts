/** Classes of code points that the published split patterns tell apart. */
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;
export const OTHER = 4;

/**
 * Class of each code point, 0 = not yet asked. Filled on demand: building the whole table from
 * regular expressions would cost 100 ms, and a text meets a few thousand code points at most.
 */
export class CodePointClasses {
  readonly table: Uint8Array = new Uint8Array(0x110000);

  /** {@link LETTER}, {@link NUMBER}, {@link SPACE} or {@link OTHER}. */
  of(codePoint: number): number {
    const known = this.table[codePoint] as number;
    return known === 0 ? this.#learn(codePoint) : known;
  }

  #learn(codePoint: number): number {
    const found = classify(String.fromCodePoint(codePoint));
    this.table[codePoint] = found;
    return found;
  }
}

/**
 * White space is Unicode's White_Space, as in Python's `regex`. JavaScript's `\s` is not that: it
 * lacks U+0085 and has U+FEFF.
 */
function classify(character: string): number {
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return NUMBER;
  if (/\p{White_Space}/u.test(character)) return SPACE;
  return OTHER;
}
