import { GptError } from "@gpt/registry";
import { charJson } from "./formats/char-json.ts";
import { checkIds } from "./ids.ts";
import type { Spans } from "./spans.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { TextTokenizer } from "./text-tokenizer.ts";
import type { StreamDecoder, TokenizerJson } from "./tokenizer.ts";
import type { Uint32List } from "./uint32-list.ts";
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
    const names = new Map([...parts.specials.ids].map(([name, id]) => [id, name]));
    this.#texts = Array.from(parts.codePoints, (codePoint, id) =>
      codePoint >= 0 ? String.fromCodePoint(codePoint) : (names.get(id) as string),
    );
  }

  get vocabSize(): number {
    return this.parts.codePoints.length;
  }

  protected get specialTokens(): SpecialTokens {
    return this.parts.specials;
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
      else throw unknownCharacter(character, at);
      spans?.push(at, at + character.length);
      at += character.length;
    }
  }

  protected safeCut(text: string): number {
    return beforeHalfPair(text);
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
