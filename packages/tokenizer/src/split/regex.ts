import { GptError } from "@gpt/registry";
import type { Uint32List } from "../uint32-list.ts";
import { utf8Length } from "../utf8.ts";
import type { Splitter } from "./splitter.ts";

/**
 * Any pre-token pattern, run by JavaScript's own engine: an order of magnitude slower than a
 * scanner, and as good in every other way. Text that the pattern does not match is a piece too.
 */
export class RegexSplitter implements Splitter {
  readonly pattern: string;
  readonly regex: RegExp;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @throws GptError `PATTERN_INVALID` */
  constructor(pattern: string) {
    this.pattern = pattern;
    this.regex = compile(pattern);
  }

  split(bytes: Uint8Array, start: number, end: number, ends: Uint32List): void {
    const text = this.#decoder.decode(bytes.subarray(start, end));
    const cut = cutter(text, start, ends);
    for (const match of text.matchAll(this.regex)) {
      cut(match.index);
      cut(match.index + match[0].length);
    }
    cut(text.length);
  }
}

/** Appends ends in bytes from ends in UTF-16 units, which must not fall; no piece is empty. */
export function cutter(text: string, start: number, ends: Uint32List): (to: number) => void {
  let offset = start;
  let index = 0;
  return (to) => {
    if (to === index) return;
    offset += utf8Length(text, index, to);
    index = to;
    ends.push(offset);
  };
}

/** `\s` and `\S` mean Unicode's White_Space here, as in Python and Rust, inside classes as well. */
function compile(pattern: string): RegExp {
  const source = pattern.replace(/\\([\s\S])/g, (escaped, character: string) => {
    if (character === "s") return "\\p{White_Space}";
    return character === "S" ? "\\P{White_Space}" : escaped;
  });
  try {
    return new RegExp(source, "gu");
  } catch (cause) {
    throw new GptError("PATTERN_INVALID", {
      message: "The pre-token pattern is not a regular expression that JavaScript can run.",
      expected: "a pattern with the u flag's syntax",
      got: pattern,
      help: "possessive quantifiers (++), atomic groups and (?i:…) must be written out",
      cause,
    });
  }
}
