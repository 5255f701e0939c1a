import { Uint32List } from "../uint32-list.ts";
import type { Splitter } from "./splitter.ts";

/** The pieces of a text as strings. */
export function pieces(splitter: Splitter, text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const ends = new Uint32List();
  splitter.split(bytes, 0, bytes.length, ends);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let start = 0;
  return [...ends.toArray()].map((end) => {
    const piece = decoder.decode(bytes.subarray(start, end));
    start = end;
    return piece;
  });
}
