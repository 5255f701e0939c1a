import type { OpenText } from "../stream-ids.ts";
import { Uint32List } from "../uint32-list.ts";
import { beforeHalfPair, wellFormed } from "../utf8.ts";
import { partial } from "./partial.ts";
import { cutter } from "./regex.ts";

/**
 * Text that comes in parts, cut by a pattern of one's own: pieces are encoded as soon as they are
 * certain. Of a pattern that {@link partial} cannot tell it of, none is before the end.
 *
 * @param encode encodes pieces that end there
 * @param append encodes a whole text
 */
export function certainPieces(
  { source }: RegExp,
  encode: (bytes: Uint8Array, ends: Uint32List, out: Uint32List) => void,
  append: (text: string, out: Uint32List) => void,
): () => OpenText {
  const pattern = partial(source);
  const encoder = new TextEncoder();
  const take = (text: string, out: Uint32List): number => {
    if (pattern === null) return 0;
    const whole = wellFormed(text.slice(0, beforeHalfPair(text)));
    const ends = new Uint32List(whole.length / 4 + 8);
    const taken = cutCertain(whole, pattern, ends);
    encode(encoder.encode(whole.slice(0, taken)), ends, out);
    return taken;
  };
  return () => ({ take, end: append });
}

/** Appends the ends in bytes of the pieces that no further text changes; gives the last in units. */
function cutCertain(text: string, pattern: RegExp, ends: Uint32List): number {
  const cut = cutter(text, 0, ends);
  let certain = 0;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (end === text.length) break;
    cut(match.index);
    cut(end);
    certain = end;
  }
  return certain;
}
