import { wordPieceJson } from "../formats/wordpiece-json.ts";
import { checkIds } from "../ids.ts";
import type { Spans } from "../spans.ts";
import type { SpecialTokens } from "../special-tokens.ts";
import { lastPlace } from "../split/safe-cut.ts";
import type { Template } from "../template.ts";
import { TextTokenizer } from "../text-tokenizer.ts";
import type { StreamDecoder, TokenizerJson } from "../tokenizer.ts";
import type { TrainingNote } from "../training-note.ts";
import type { Uint32List } from "../uint32-list.ts";
import { type BasicWord, basicWords, type WordOptions } from "./basic-words.ts";
import { kindOf, SPACE } from "./character-kind.ts";
import { Trie } from "./trie.ts";

/** What a WordPiece tokenizer is made of; the builders check it. */
export interface WordPieceParts extends WordOptions {
  /** Piece of each id; those inside a word begin with `##`. */
  readonly pieces: readonly string[];
  readonly specials: SpecialTokens;
  /** Id of a word that cannot be pieced together. */
  readonly unknown: number;
  /** Words of more code points are unknown: 200 by Google, 100 by Hugging Face. */
  readonly maxWordLength: number;
  readonly template: Template;
  /** How it was trained, where that is known. */
  readonly training?: TrainingNote | undefined;
}

/** What marks a piece that stands inside a word. */
export const INSIDE = "##";

/**
 * WordPiece as in BERT (Devlin et al. 2018 §3; google-research/bert `tokenization.py`): basic
 * words, each cut into the longest pieces of the vocabulary from left to right.
 */
export class WordPieceTokenizer extends TextTokenizer {
  readonly type = "wordpiece";
  readonly parts: WordPieceParts;
  /** Steps through the trie since the start; for tests. */
  work = 0;
  protected override readonly template: Template;
  readonly #first: Trie;
  readonly #inside: Trie;

  constructor(parts: WordPieceParts) {
    super();
    this.parts = parts;
    this.template = parts.template;
    // A special token is never found as a word of plain text.
    const special = new Set(parts.specials.ids.values());
    const entries = parts.pieces.map((piece, id) => [piece, id] as const);
    const ordinary = entries.filter(([, id]) => !special.has(id));
    const inside = ordinary.filter(([piece]) => piece.startsWith(INSIDE));
    this.#first = new Trie(ordinary);
    this.#inside = new Trie(inside.map(([piece, id]) => [piece.slice(INSIDE.length), id] as const));
  }

  get vocabSize(): number {
    return this.parts.pieces.length;
  }

  protected append(text: string, out: Uint32List, spans?: Spans): void {
    for (const word of basicWords(text, this.parts, spans !== undefined))
      this.#word(word, out, spans);
  }

  protected safeCut(text: string): number {
    return lastPlace(text, (unit) => kindOf(unit) === SPACE);
  }

  /** Puts pieces together, words with blanks between: not always the text that was encoded. */
  decoder(): StreamDecoder {
    let first = true;
    return {
      push: (id) => {
        checkIds([id], this.vocabSize);
        const piece = this.parts.pieces[id] as string;
        const inside = piece.startsWith(INSIDE);
        const text = first ? piece : inside ? piece.slice(INSIDE.length) : ` ${piece}`;
        first = false;
        return text;
      },
      flush: () => {
        first = true;
        return "";
      },
    };
  }

  toJSON(): TokenizerJson {
    return wordPieceJson(this.parts);
  }

  #word(word: BasicWord, out: Uint32List, spans?: Spans): void {
    const { text, starts, ends } = word;
    const before = out.length;
    const noted = spans?.starts.length ?? 0;
    let at = this.#tooLong(text) ? -1 : 0;
    while (at !== -1 && at < text.length) {
      const end = this.#longest(text, at, out);
      if (end !== -1) spans?.push(starts[at] as number, ends[end - 1] as number);
      at = end;
    }
    if (at !== -1) return;
    out.length = before;
    out.push(this.parts.unknown);
    if (!spans) return;
    spans.starts.length = noted;
    spans.ends.length = noted;
    spans.push(starts[0] as number, ends.at(-1) as number);
  }

  /** Appends the longest piece that starts at `at`; its end, or -1 where there is none. */
  #longest(text: string, at: number, out: Uint32List): number {
    const trie = at === 0 ? this.#first : this.#inside;
    let node = 0;
    let end = -1;
    let found = -1;
    for (let i = at; i < text.length; i++) {
      this.work++;
      node = trie.child(node, text.charCodeAt(i));
      if (node === -1) break;
      const id = trie.id(node);
      if (id === -1) continue;
      found = id;
      end = i + 1;
    }
    if (end !== -1) out.push(found);
    return end;
  }

  #tooLong(text: string): boolean {
    const { maxWordLength } = this.parts;
    return text.length > maxWordLength && [...text].length > maxWordLength;
  }
}
