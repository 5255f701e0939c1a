import { WORD_END } from "../bpe/word-bpe.ts";
import { gpt1Json } from "../formats/word-bpe-json.ts";
import type { Spans } from "../spans.ts";
import type { OpenText } from "../stream-ids.ts";
import type { TokenizerJson } from "../tokenizer.ts";
import type { Uint32List } from "../uint32-list.ts";
import { type WordBpeParts, WordBpeTokenizer } from "../word-bpe-tokenizer.ts";
import { fixText } from "./fix-text.ts";
import { Rewritten } from "./rewritten.ts";
import { standardize } from "./standardize.ts";
import { WordStream } from "./word-stream.ts";
import { words } from "./words.ts";

/** The piece that a newline is. */
export const NEWLINE_PIECE = `\n${WORD_END}`;

/** The words of a text after the first three stages. */
export function gpt1Words(text: string): string[] {
  const rewritten = new Rewritten(text, false);
  fixText(rewritten);
  standardize(rewritten);
  return words(rewritten.text);
}

/**
 * GPT-1's tokenizer (Radford et al. 2018 §4.1; openai/finetune-transformer-lm `text_utils.py`):
 * `fixText` → `standardize` → {@link words} → lower case → BPE with `</w>`. The first
 * and the third stage are close imitations of ftfy and spaCy.
 */
export class Gpt1Tokenizer extends WordBpeTokenizer {
  readonly type = "gpt1-bpe";
  readonly #newline: number;

  constructor(parts: WordBpeParts) {
    super(parts);
    this.#newline = parts.pieces.indexOf(NEWLINE_PIECE);
  }

  protected append(text: string, out: Uint32List, spans?: Spans): void {
    const rewritten = new Rewritten(text, spans !== undefined);
    fixText(rewritten);
    standardize(rewritten);
    let at = 0;
    for (const word of words(rewritten.text)) {
      at = rewritten.text.indexOf(word, at);
      const ids = this.idsOf(word);
      for (const id of ids) out.push(id);
      if (spans) this.#places(rewritten, at, word, ids, spans);
      at += word.length;
    }
  }

  /** Ids of one word as {@link words} gives it. */
  idsOf(word: string): Uint32Array {
    if (word.startsWith("\n") && this.#newline !== -1) return Uint32Array.of(this.#newline);
    return this.words.encode(word.toLowerCase());
  }

  protected override async opener(): Promise<() => OpenText> {
    const say = (out: Uint32List) => (word: string) => {
      for (const id of this.idsOf(word)) out.push(id);
    };
    return () => {
      const stream = new WordStream();
      return {
        get held() {
          return stream.held;
        },
        take: (text, out) => stream.take(text, say(out)),
        end: (text, out) => stream.end(text, say(out)),
      };
    };
  }

  /** Nowhere: white space at both ends is taken off, and a newline takes in what is around it. */
  protected safeCut(): number {
    return 0;
  }

  toJSON(): TokenizerJson {
    return gpt1Json(this.parts);
  }

  #places({ places }: Rewritten, from: number, word: string, ids: Uint32Array, spans: Spans): void {
    if (places === null) return;
    const lower = word.toLowerCase();
    const pieceEnds = this.pieceEnds(lower, ids);
    // Lower-casing that changes the length, or a newline: every piece is the whole word.
    const exact = lower.length === word.length && pieceEnds.at(-1) === word.length;
    let start = 0;
    for (const end of pieceEnds) {
      const [first, last] = exact ? [start, end - 1] : [0, word.length - 1];
      spans.push(places.starts[from + first] as number, places.ends[from + last] as number);
      start = end;
    }
  }
}
