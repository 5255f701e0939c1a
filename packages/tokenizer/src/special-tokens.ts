import { GptError } from "@gpt/registry";
import { END_OF_TEXT } from "./tokenizer.ts";

type AllowedSpecial = "all" | readonly string[] | undefined;

/** A stretch of a text, in UTF-16 units: plain text, or a special token and its id. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly id: number | null;
}

/** The special tokens of a tokenizer, and how they are found in text. */
export class SpecialTokens {
  readonly ids: ReadonlyMap<string, number>;
  /** Name of each id. */
  readonly names: ReadonlyMap<number, string>;
  readonly endOfText: number | null;

  /** @throws GptError `SPECIAL_INVALID` for an empty name or one that is no well-formed Unicode */
  constructor(ids: ReadonlyMap<string, number>) {
    for (const name of ids.keys()) checkName(name);
    this.ids = ids;
    this.names = new Map([...ids].map(([name, id]) => [id, name]));
    this.endOfText = ids.get(END_OF_TEXT) ?? null;
  }

  /**
   * Cuts a text at its allowed special tokens. Of two that start at one place the longer is taken.
   *
   * @throws GptError `SPECIAL_UNKNOWN`
   */
  cut(text: string, allowed: AllowedSpecial = []): TextPart[] {
    const names = this.allowed(allowed);
    if (names.length === 0) return [{ start: 0, end: text.length, id: null }];
    const parts: TextPart[] = [];
    let from = 0;
    for (const match of text.matchAll(alternation(names))) {
      const end = match.index + match[0].length;
      if (match.index > from) parts.push({ start: from, end: match.index, id: null });
      parts.push({ start: match.index, end, id: this.ids.get(match[0]) as number });
      from = end;
    }
    if (from < text.length) parts.push({ start: from, end: text.length, id: null });
    return parts;
  }

  /** The names that are allowed. @throws GptError `SPECIAL_UNKNOWN` */
  allowed(allowed: AllowedSpecial = []): readonly string[] {
    if (allowed === "all") return [...this.ids.keys()];
    for (const name of allowed) if (!this.ids.has(name)) throw unknown(name, [...this.ids.keys()]);
    return allowed;
  }
}

function unknown(name: string, known: readonly string[]): GptError {
  return new GptError("SPECIAL_UNKNOWN", {
    message: `The tokenizer has no special token ${JSON.stringify(name)}.`,
    expected: known.length > 0 ? `one of ${known.join(", ")}` : "none: it has no special tokens",
    got: JSON.stringify(name),
    help: "take one of those, or leave it out of allowedSpecial",
  });
}

function alternation(names: readonly string[]): RegExp {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return new RegExp(
    longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
    "g",
  );
}

function checkName(name: string): void {
  if (name === "" || /\p{Surrogate}/u.test(name)) throw invalid(name);
}

function invalid(name: string): GptError {
  return new GptError("SPECIAL_INVALID", {
    message: "A special token needs a name of its own that can stand in a text.",
    expected: "a non-empty, well-formed string, listed once",
    got: JSON.stringify(name),
    help: 'name it like "<|endoftext|>"',
  });
}

/**
 * Gives new special tokens the ids from `first` on.
 *
 * @throws GptError `SPECIAL_INVALID` where a name stands twice
 */
export function numberSpecials(names: readonly string[], first: number): Map<string, number> {
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw invalid(twice);
  return new Map(names.map((name, index) => [name, first + index]));
}
