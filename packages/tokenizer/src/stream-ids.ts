import { GptError } from "@gpt/registry";
import type { SpecialTokens } from "./special-tokens.ts";
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
  { append, safeCut, specials, allowedSpecial, maxHeld = MAX_HELD, ...parts }: StreamParts,
): AsyncGenerator<Uint32Array> {
  const open = parts.open ?? (() => cutStretch(safeCut, append));
  const longest = Math.max(1, ...specials.allowed(allowedSpecial).map((name) => name.length));
  let held = "";
  let waiting = 0; // what was left after the last try: tried again when it has doubled
  let stretch = open();
  const out = new Uint32List();
  /** Encodes up to the last special token that starts before `limit`. */
  const close = (limit: number): void => {
    let from = 0;
    for (const { id, start, end } of specials.cut(held, allowedSpecial)) {
      if (id === null || start >= limit) continue;
      stretch.end(held.slice(from, start), out);
      out.push(id);
      stretch = open();
      from = end;
    }
    held = held.slice(from);
  };
  const taken = (): Uint32Array => {
    const ids = out.toArray();
    out.length = 0;
    return ids;
  };
  for await (const text of texts) {
    held += text;
    if (held.length < waiting * 2 && held.length <= maxHeld) continue;
    close(held.length - longest + 1); // what starts later may be another token, still to come
    held = held.slice(stretch.take(held.slice(0, Math.max(0, held.length - longest + 1)), out));
    waiting = held.length;
    if (waiting + (stretch.held ?? 0) > maxHeld) throw stuck(maxHeld);
    if (out.length > 0) yield taken();
  }
  close(held.length);
  stretch.end(held, out);
  if (out.length > 0) yield taken();
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
