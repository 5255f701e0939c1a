import { GptError, nearest } from "@gpt/registry";
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
  readonly endOfText: number | null;
  readonly #patterns = new Map<string, RegExp>();

  /** @throws GptError `SPECIAL_INVALID` for an empty name or one that is no well-formed Unicode */
  constructor(ids: ReadonlyMap<string, number>) {
    for (const name of ids.keys()) checkName(name);
    this.ids = ids;
    this.endOfText = ids.get(END_OF_TEXT) ?? null;
  }

  /**
   * Cuts a text at its allowed special tokens. Of two that start at one place the longer is taken.
   *
   * @throws GptError `SPECIAL_UNKNOWN`
   */
  cut(text: string, allowed: AllowedSpecial = []): TextPart[] {
    const names = this.#names(allowed);
    if (names.length === 0) return [{ start: 0, end: text.length, id: null }];
    const parts: TextPart[] = [];
    let from = 0;
    for (const match of text.matchAll(this.#pattern(names))) {
      const end = match.index + match[0].length;
      if (match.index > from) parts.push({ start: from, end: match.index, id: null });
      parts.push({ start: match.index, end, id: this.ids.get(match[0]) as number });
      from = end;
    }
    if (from < text.length) parts.push({ start: from, end: text.length, id: null });
    return parts;
  }

  /** Characters of the longest allowed special token. */
  longest(allowed: AllowedSpecial = []): number {
    return this.#names(allowed).reduce((most, name) => Math.max(most, name.length), 0);
  }

  /** The place `at` itself, or the start of the special token that it lies in. */
  outside(text: string, at: number, allowed: AllowedSpecial = []): number {
    const inside = this.cut(text, allowed).find(({ id, start, end }) => {
      return id !== null && start < at && at < end;
    });
    return inside?.start ?? at;
  }

  #names(allowed: "all" | readonly string[]): readonly string[] {
    return allowed === "all" ? [...this.ids.keys()] : allowed;
  }

  #pattern(names: readonly string[]): RegExp {
    const key = JSON.stringify(names);
    let pattern = this.#patterns.get(key);
    if (pattern === undefined) {
      for (const name of names) if (!this.ids.has(name)) throw this.#unknown(name);
      pattern = alternation(names);
      this.#patterns.set(key, pattern);
    }
    return pattern;
  }

  #unknown(name: string): GptError {
    const names = [...this.ids.keys()];
    const near = nearest(name, names);
    return new GptError("SPECIAL_UNKNOWN", {
      message: `The tokenizer has no special token ${JSON.stringify(name)}.`,
      expected: names.length > 0 ? `one of ${names.join(", ")}` : "none: it has no special tokens",
      got: JSON.stringify(name),
      help: near ? `did you mean "${near}"?` : "leave it out of allowedSpecial",
    });
  }
}

function alternation(names: readonly string[]): RegExp {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return new RegExp(
    longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
    "g",
  );
}

function checkName(name: string): void {
  if (name !== "" && !/\p{Surrogate}/u.test(name)) return;
  throw new GptError("SPECIAL_INVALID", {
    message: "A special token needs a name that can stand in a text.",
    expected: "a non-empty, well-formed string",
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
  const ids = new Map(names.map((name, index) => [name, first + index]));
  if (ids.size === names.length) return ids;
  throw new GptError("SPECIAL_INVALID", {
    message: "A special token is listed twice.",
    expected: "every name once",
    got: names.join(", "),
    help: "take the second one out",
  });
}
