import type { TokenBytes } from "./bpe/token-bytes.ts";
import type { Spans } from "./spans.ts";

/** Notes where tokens that are bytes stand in their text, which they make up without a gap. */
export function byteSpans(
  text: string,
  ids: Uint32Array,
  { offsets }: TokenBytes,
  spans: Spans,
): void {
  let unit = 0; // start of the character at hand, in UTF-16 units
  let width = unitsAt(text, 0);
  let reached = bytesAt(text, 0); // bytes up to the end of that character
  const advance = (byte: number): void => {
    while (byte >= reached) {
      unit += width;
      width = unitsAt(text, unit);
      reached += bytesAt(text, unit);
    }
  };
  let from = 0;
  for (const id of ids) {
    const to = from + (offsets[id + 1] as number) - (offsets[id] as number);
    advance(from);
    const start = unit;
    advance(to - 1);
    spans.push(start, unit + width);
    from = to;
  }
}

/** UTF-16 units of the character at `at`. */
function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Bytes of the character at `at` in UTF-8; a lone surrogate counts as U+FFFD. */
function bytesAt(text: string, at: number): number {
  const codePoint = text.codePointAt(at) ?? 0;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint > 0xffff ? 4 : 3;
}
