import { DROPPED, IDEOGRAPH, isUnassigned, kindOf, PUNCTUATION, SPACE } from "./character-kind.ts";
import { normalizeWord } from "./normalize-word.ts";

/** The two reference programs of BERT's tokenizer. */
export type BertVariant = "google" | "hugging-face";

/** How text becomes words. */
export interface WordOptions {
  /** Lower case, and no accents (BERT's uncased models). */
  readonly lowerCase: boolean;
  /**
   * Whose details hold. Hugging Face drops private-use and unassigned characters, and lower-cases
   * each by itself; Google keeps them, and a sigma at the end of a word becomes a final one.
   */
  readonly variant: BertVariant;
}

/** A word, normalised, and where each of its UTF-16 units comes from in the text. */
export interface BasicWord {
  readonly text: string;
  /** Start and end in the text of the character behind each unit; empty unless asked for. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * BERT's basic tokenizer: cleans the text, sets ideographs apart, splits at white space,
 * lower-cases and strips accents word by word, splits at punctuation.
 */
export function* basicWords(
  text: string,
  options: WordOptions,
  withPlaces: boolean,
): Generator<BasicWord> {
  for (const raw of rawWords(text, options.variant, withPlaces))
    yield* atPunctuation(options.lowerCase ? normalizeWord(raw, options.variant) : raw);
}

/** Stretches between white space, without what is dropped; ideographs alone. */
function* rawWords(text: string, variant: BertVariant, withPlaces: boolean): Generator<BasicWord> {
  let word = "";
  let starts: number[] = [];
  let ends: number[] = [];
  const take = (): BasicWord => {
    const taken = { text: word, starts, ends };
    word = "";
    starts = [];
    ends = [];
    return taken;
  };
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at) as number;
    const after = at + (codePoint > 0xffff ? 2 : 1);
    const unassigned = variant === "hugging-face" && isUnassigned(codePoint);
    const kind = unassigned ? DROPPED : kindOf(codePoint);
    if ((kind === SPACE || kind === IDEOGRAPH) && word !== "") yield take();
    if (kind !== SPACE && kind !== DROPPED) {
      word += text.slice(at, after);
      if (withPlaces)
        for (let unit = at; unit < after; unit++) {
          starts.push(at);
          ends.push(after);
        }
      if (kind === IDEOGRAPH) yield take();
    }
    at = after;
  }
  if (word !== "") yield take();
}

function* atPunctuation(word: BasicWord): Generator<BasicWord> {
  const { text, starts, ends } = word;
  let from = 0;
  const part = (start: number, end: number): BasicWord => ({
    text: text.slice(start, end),
    starts: starts.slice(start, end),
    ends: ends.slice(start, end),
  });
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at) as number;
    const after = at + (codePoint > 0xffff ? 2 : 1);
    if (kindOf(codePoint) === PUNCTUATION) {
      if (at > from) yield part(from, at);
      yield part(at, after);
      from = after;
    }
    at = after;
  }
  if (from === 0 && text !== "") yield word;
  else if (from < text.length) yield part(from, text.length);
}
