import type { PairRules } from "./bpe/pair-rules.ts";
import { WORD_END, WordBpe } from "./bpe/word-bpe.ts";
import { checkIds } from "./ids.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { BARE, type Template } from "./template.ts";
import { TextTokenizer } from "./text-tokenizer.ts";
import type { StreamDecoder } from "./tokenizer.ts";
import type { TrainingNote } from "./training-note.ts";

/** What a BPE over words is made of; the builders check it. */
export interface WordBpeParts {
  /** Piece of each id; those that end a word end in `</w>`. */
  readonly pieces: readonly string[];
  readonly rules: PairRules;
  readonly specials: SpecialTokens;
  /** Id of an unknown character; null: it is an error. */
  readonly unknown: number | null;
  /** @default nothing around texts */
  readonly template?: Template | undefined;
  /** How it was trained, where that is known. */
  readonly training?: TrainingNote | undefined;
}

/** What GPT-1's tokenizer and shared BPE have in common: pieces of words, the last with `</w>`. */
export abstract class WordBpeTokenizer extends TextTokenizer {
  readonly parts: WordBpeParts;
  protected override readonly template: Template;
  protected readonly words: WordBpe;

  constructor(parts: WordBpeParts) {
    super();
    this.parts = parts;
    this.template = parts.template ?? BARE;
    const ids = new Map(parts.pieces.map((piece, id) => [piece, id]));
    this.words = new WordBpe(ids, parts.rules, parts.unknown);
  }

  get vocabSize(): number {
    return this.parts.pieces.length;
  }

  /** Work done by merging since the start, in array slots and queue entries; for tests. */
  get work(): number {
    return this.words.work;
  }

  /** Words with blanks between: not always the text that was encoded. */
  decoder(): StreamDecoder {
    let blank = false; // a blank is due before the next piece
    return {
      push: (id) => {
        checkIds([id], this.vocabSize);
        const piece = this.parts.pieces[id] as string;
        const ends = piece.endsWith(WORD_END);
        const text = (blank ? " " : "") + (ends ? piece.slice(0, -WORD_END.length) : piece);
        blank = ends;
        return text;
      },
      flush: () => {
        blank = false;
        return "";
      },
    };
  }

  /**
   * Where each piece of a word stands, in UTF-16 units of the word. An unknown piece is one
   * character.
   */
  protected pieceEnds(word: string, ids: Uint32Array): number[] {
    let at = 0;
    return Array.from(ids, (id) => {
      const piece = this.parts.pieces[id] as string;
      const known = piece.endsWith(WORD_END) ? piece.slice(0, -WORD_END.length) : piece;
      const next = String.fromCodePoint(word.codePointAt(at) ?? 0);
      at += id === this.parts.unknown ? next.length : known.length;
      return at;
    });
  }
}
