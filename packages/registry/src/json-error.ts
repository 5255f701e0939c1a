const SPACE = /[ \t\r\n]*/y;
// Everything from the space on, but the quote and the backslash.
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON: the offset of the first character that cannot stand there, or the
 * text's length where it merely ends too soon. Engines do not tell, or not alike.
 */
export function jsonErrorOffset(text: string): number {
  const scanner = new Scanner(text);
  if (scanner.value()) scanner.take(SPACE);
  return scanner.at;
}

/** Walks over JSON (RFC 8259); every method says whether it got through, and `at` is how far. */
class Scanner {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): boolean {
    this.take(SPACE);
    if (this.#skip("{")) return this.#list("}", () => this.#member());
    if (this.#skip("[")) return this.#list("]", () => this.value());
    return this.take(STRING) || this.take(LITERAL);
  }

  take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.#text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  #list(end: string, item: () => boolean): boolean {
    this.take(SPACE);
    if (this.#skip(end)) return true;
    do {
      if (!item()) return false;
      this.take(SPACE);
    } while (this.#skip(","));
    return this.#skip(end);
  }

  #member(): boolean {
    this.take(SPACE);
    if (!this.take(STRING)) return false;
    this.take(SPACE);
    return this.#skip(":") && this.value();
  }

  #skip(character: string): boolean {
    const found = this.#text[this.at] === character;
    if (found) this.at++;
    return found;
  }
}
