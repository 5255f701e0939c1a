import { charJson } from "./formats/char-json.ts";
import { checkIds } from "./ids.ts";
import type { Spans } from "./spans.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { TextTokenizer } from "./text-tokenizer.ts";
import type { StreamDecoder, TokenizerJson } from "./tokenizer.ts";
import type { Uint32List } from "./uint32-list.ts";
import { unknownCharacter } from "./unknown-character.ts";
import { beforeHalfPair, wellFormed } from "./utf8.ts";

/** What a character tokenizer is made of; the builders check it. */
export interface CharParts {
  /** Code point of each id; -1 where the id is a special token's. */
  readonly codePoints: Int32Array;
  readonly specials: SpecialTokens;
  /** Id of a character that is not in the vocabulary; null: such a character is an error. */
  readonly unknown: number | null;
}

/** One id for each Unicode character (code point) of the training text. */
export class CharTokenizer extends TextTokenizer {
  readonly type = "char";
  readonly parts: CharParts;
  /** Id of each code point up to the largest known, -1 where there is none. */
  readonly #ids: Int32Array;
  readonly #texts: readonly string[];

  constructor(parts: CharParts) {
    super();
    this.parts = parts;
    const largest = parts.codePoints.reduce((a, b) => Math.max(a, b), 0);
    this.#ids = new Int32Array(largest + 1).fill(-1);
    parts.codePoints.forEach((codePoint, id) => {
      if (codePoint >= 0) this.#ids[codePoint] = id;
    });
    this.#texts = charTexts(parts);
  }

  get vocabSize(): number {
    return this.parts.codePoints.length;
  }

  /**
   * @throws GptError `CHARACTER_UNKNOWN` naming the code point and where it stands, unless the
   *   tokenizer has `<unk>`
   */
  protected append(text: string, out: Uint32List, spans?: Spans): void {
    const known = this.#ids;
    let at = 0;
    for (const character of wellFormed(text)) {
      const codePoint = character.codePointAt(0) as number;
      const id = codePoint < known.length ? (known[codePoint] as number) : -1;
      if (id >= 0) out.push(id);
      else if (this.parts.unknown !== null) out.push(this.parts.unknown);
      else throw unknownCharacter(character, `(${named(codePoint)}) at position ${at}`);
      spans?.push(at, at + character.length);
      at += character.length;
    }
  }

  protected safeCut(text: string): number {
    return beforeHalfPair(text);
  }

  decoder(): StreamDecoder {
    return {
      push: (id) => {
        checkIds([id], this.vocabSize);
        return this.#texts[id] as string;
      },
      flush: () => "",
    };
  }

  toJSON(): TokenizerJson {
    return charJson(this.parts, this.#texts);
  }
}

/** `U+1F642`. */
function named(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What each id stands for: a character, or a special token's name. */
function charTexts({ codePoints, specials }: CharParts): string[] {
  return Array.from(codePoints, (codePoint, id) =>
    codePoint >= 0 ? String.fromCodePoint(codePoint) : (specials.names.get(id) as string),
  );
}
