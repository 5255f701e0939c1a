import { GptError } from "@gpt/registry";
import { charJson } from "./formats/char-json.ts";
import { checkIds } from "./ids.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import type { EncodeOptions, StreamDecoder, Tokenizer, TokenizerJson } from "./tokenizer.ts";
import { Uint32List } from "./uint32-list.ts";
import { wellFormed } from "./utf8.ts";

/** What a character tokenizer is made of; the builders check it. */
export interface CharParts {
  /** Code point of each id; -1 where the id is a special token's. */
  readonly codePoints: Int32Array;
  readonly specials: SpecialTokens;
  /** Id of a character that is not in the vocabulary; null: such a character is an error. */
  readonly unknown: number | null;
}

/** One id for each Unicode character (code point) of the training text. */
export class CharTokenizer implements Tokenizer {
  readonly type = "char";
  readonly parts: CharParts;
  /** Id of each code point up to the largest known, -1 where there is none. */
  readonly #ids: Int32Array;
  readonly #texts: readonly string[];

  constructor(parts: CharParts) {
    this.parts = parts;
    const largest = parts.codePoints.reduce((a, b) => Math.max(a, b), 0);
    this.#ids = new Int32Array(largest + 1).fill(-1);
    parts.codePoints.forEach((codePoint, id) => {
      if (codePoint >= 0) this.#ids[codePoint] = id;
    });
    const names = new Map([...parts.specials.ids].map(([name, id]) => [id, name]));
    this.#texts = Array.from(parts.codePoints, (codePoint, id) =>
      codePoint >= 0 ? String.fromCodePoint(codePoint) : (names.get(id) as string),
    );
  }

  get vocabSize(): number {
    return this.parts.codePoints.length;
  }

  get specials(): ReadonlyMap<string, number> {
    return this.parts.specials.ids;
  }

  get endOfText(): number | null {
    return this.parts.specials.endOfText;
  }

  /**
   * @throws GptError `CHARACTER_UNKNOWN` naming the code point and where it stands, unless the
   *   tokenizer has `<unk>`; `SPECIAL_UNKNOWN`
   */
  encode(text: string, { allowedSpecial }: EncodeOptions = {}): Uint32Array {
    const out = new Uint32List(text.length);
    for (const part of this.parts.specials.cut(text, allowedSpecial))
      if (typeof part === "number") out.push(part);
      else this.#plain(part, text, out);
    return out.toArray();
  }

  count(text: string, options: EncodeOptions = {}): number {
    return this.encode(text, options).length;
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.vocabSize);
    return Array.from(ids, (id) => this.#texts[id]).join("");
  }

  decoder(): StreamDecoder {
    return { push: (id) => this.decode([id]), flush: () => "" };
  }

  toJSON(): TokenizerJson {
    return charJson(this.parts);
  }

  #plain(part: string, text: string, out: Uint32List): void {
    const known = this.#ids;
    for (const character of wellFormed(part)) {
      const codePoint = character.codePointAt(0) as number;
      const id = codePoint < known.length ? (known[codePoint] as number) : -1;
      if (id >= 0) out.push(id);
      else if (this.parts.unknown !== null) out.push(this.parts.unknown);
      else throw unknownCharacter(character, wellFormed(text).indexOf(character));
    }
  }
}

function unknownCharacter(character: string, position: number): GptError {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return new GptError("CHARACTER_UNKNOWN", {
    message: `The character ${JSON.stringify(character)} (U+${code}) at position ${position} is not in the vocabulary.`,
    expected: "characters of the text that the tokenizer was trained on",
    got: `U+${code}`,
    help: 'train with unknown: "<unk>", on more text, or take a byte-level tokenizer, which knows all text',
  });
}
