import { LineFixer, lineEnd } from "./fix-text.ts";
import { Rewritten } from "./rewritten.ts";
import { afterLastSpace, space } from "./standardize.ts";
import { words } from "./words.ts";

/**
 * All stages of GPT-1 over a text that comes in parts; its words are those of the whole. Lines are
 * fixed one by one, as in a whole; what is fixed may be cut after any white space, as no rule of
 * the other stages looks across it but two: of newlines with white space around them one is left,
 * and those at both ends of the text are taken off.
 */
export class WordStream {
  readonly #fixer = new LineFixer();
  /** What is fixed, but whose last word may go on. */
  #fixed = "";
  /** A newline is due before the next word. */
  #newline = false;
  #started = false;

  /** UTF-16 units that are held. */
  get held(): number {
    return this.#fixed.length;
  }

  /** Takes the lines that are whole; gives how much of the text they are. */
  take(text: string, say: (word: string) => void): number {
    let from = 0;
    for (let end = lineEnd(text, 0); end !== -1; end = lineEnd(text, end)) {
      this.#fix(text.slice(from, end));
      from = end;
    }
    const cut = afterLastSpace(this.#fixed);
    this.#say(this.#fixed.slice(0, cut), say);
    this.#fixed = this.#fixed.slice(cut);
    return from;
  }

  /** Takes the rest. */
  end(text: string, say: (word: string) => void): void {
    this.#fix(text.slice(this.take(text, say)));
    this.#say(this.#fixed, say);
    this.#fixed = "";
  }

  #fix(line: string): void {
    const rewritten = new Rewritten(line, false);
    this.#fixer.fix(rewritten);
    this.#fixed += rewritten.text;
  }

  #say(fixed: string, say: (word: string) => void): void {
    const rewritten = new Rewritten(fixed, false);
    space(rewritten);
    for (const word of words(rewritten.text)) {
      if (word.startsWith("\n")) {
        this.#newline = this.#started;
        continue;
      }
      if (this.#newline) say("\n ");
      say(word);
      this.#newline = false;
      this.#started = true;
    }
  }
}
