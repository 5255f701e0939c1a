import { Uint32List } from "./uint32-list.ts";

/** Where tokens stand in their text, in UTF-16 units; filled by the tokenizers. */
export class Spans {
  readonly starts = new Uint32List();
  readonly ends = new Uint32List();
  /** Where the part being encoded begins in the whole text. */
  base = 0;

  /** Notes where the next token stands in the part. */
  push(start: number, end: number): void {
    this.starts.push(this.base + start);
    this.ends.push(this.base + end);
  }
}
