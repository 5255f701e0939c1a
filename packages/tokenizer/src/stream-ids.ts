import { GptError } from "@gpt/registry";
import type { SpecialTokens, TextPart } from "./special-tokens.ts";
import type { StreamOptions } from "./tokenizer.ts";
import { Uint32List } from "./uint32-list.ts";

/** A stretch of text without special tokens that comes in parts. */
export interface OpenText {
  /** UTF-16 units that it has taken and still holds. @default 0 */
  readonly held?: number;
  /** Appends the ids that are certain whatever follows; gives how much of the text it has taken. */
  take(text: string, out: Uint32List): number;
  /** Appends the ids of the rest. */
  end(text: string, out: Uint32List): void;
}

/** What a stream of text needs of a tokenizer. */
export interface StreamParts extends StreamOptions {
  /** Begins a stretch. @default one that takes what lies before the last safe cut */
  readonly open: (() => OpenText) | undefined;
  readonly append: (text: string, out: Uint32List) => void;
  readonly safeCut: (text: string) => number;
  readonly specials: SpecialTokens;
}

/** Default of `maxHeld`: 32 MB of text. */
const MAX_HELD = 1 << 24;

/**
 * Encodes text that comes in parts; what is not certain yet waits for more.
 *
 * @throws GptError `STREAM_STUCK` where more than `maxHeld` waits
 */
export async function* streamIds(
  texts: Iterable<string> | AsyncIterable<string>,
  parts: StreamParts,
): AsyncGenerator<Uint32Array> {
  const { maxHeld = MAX_HELD } = parts;
  const waiting = new Waiting(parts);
  const out = new Uint32List();
  const taken = (): Uint32Array => {
    const ids = out.toArray();
    out.length = 0;
    return ids;
  };
  let tried = 0; // what was left after the last try: tried again when it has doubled
  for await (const text of texts) {
    waiting.text += text;
    if (waiting.text.length < tried * 2 && waiting.text.length <= maxHeld) continue;
    waiting.take(out);
    tried = waiting.text.length;
    if (waiting.held > maxHeld) throw stuck(maxHeld);
    if (out.length > 0) yield taken();
  }
  waiting.end(out);
  if (out.length > 0) yield taken();
}

/** Text that waits, and the stretch that it goes on with. */
class Waiting {
  text = "";
  readonly #open: () => OpenText;
  readonly #cut: (text: string) => readonly TextPart[];
  /** UTF-16 units of the longest special token. */
  readonly #longest: number;
  #stretch: OpenText;

  constructor({ open, append, safeCut, specials, allowedSpecial }: StreamParts) {
    this.#open = open ?? (() => cutStretch(safeCut, append));
    this.#cut = (text) => specials.cut(text, allowedSpecial);
    this.#longest = Math.max(1, ...specials.allowed(allowedSpecial).map((name) => name.length));
    this.#stretch = this.#open();
  }

  /** UTF-16 units that are held. */
  get held(): number {
    return this.text.length + (this.#stretch.held ?? 0);
  }

  /** Encodes what is certain; a special token is where a longer one would have been seen by now. */
  take(out: Uint32List): void {
    this.#close(this.#known(), out);
    this.text = this.text.slice(this.#stretch.take(this.text.slice(0, this.#known()), out));
  }

  end(out: Uint32List): void {
    this.#close(this.text.length, out);
    this.#stretch.end(this.text, out);
  }

  /** What starts later may be a special token, whose end is still to come. */
  #known(): number {
    return Math.max(0, this.text.length - this.#longest + 1);
  }

  /** Encodes up to the last special token that starts before `limit`. */
  #close(limit: number, out: Uint32List): void {
    let from = 0;
    for (const { id, start, end } of this.#cut(this.text)) {
      if (id === null || start >= limit) continue;
      this.#stretch.end(this.text.slice(from, start), out);
      out.push(id);
      this.#stretch = this.#open();
      from = end;
    }
    this.text = this.text.slice(from);
  }
}

function cutStretch(safeCut: StreamParts["safeCut"], append: StreamParts["append"]): OpenText {
  return {
    take: (text, out) => {
      const cut = safeCut(text);
      append(text.slice(0, cut), out);
      return cut;
    },
    end: append,
  };
}

function stuck(maxHeld: number): GptError {
  return new GptError("STREAM_STUCK", {
    message: "The text has no place yet where it could be cut without changing its ids.",
    expected: `one within ${maxHeld} UTF-16 units`,
    got: "none",
    help: "allow more (maxHeld), or take a tokenizer whose words end somewhere in this text",
  });
}
