import { byteOf } from "./windows-1252.ts";

/** A byte after the first of a UTF-8 sequence, as Windows-1252 shows it. */
const TAIL = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";

/** UTF-8 that was read as Windows-1252, once at least. */
const SEQUENCES = new RegExp(`(?:[Â-ß]${TAIL}|[à-ï]${TAIL}{2}|[ð-ô]${TAIL}{3})+`, "g");

/** Lead bytes of the sequences that are met most and hardly ever stand in real text. */
const TELLING = /[ÂÃÌâð]/;

const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text that shows UTF-8 as Windows-1252 in places: those places, and what they mean. */
export const MOJIBAKE: RegExp = SEQUENCES;

/**
 * What a stretch of such text means. One sequence alone counts only where its first character is
 * one of the telling ones; a stretch that is no UTF-8 stays as it is.
 */
export function repaired(stretch: string): string {
  if (stretch.length <= 3 && !TELLING.test(stretch)) return stretch;
  try {
    return decoder.decode(Uint8Array.from(stretch, byteOf));
  } catch {
    return stretch;
  }
}
