import { GptError, nearest } from "@gpt/registry";
import { END_OF_TEXT, type EncodeOptions } from "./tokenizer.ts";

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
   * Cuts a text at its allowed special tokens: strings are plain text, numbers are ids. Of two
   * that start at one place the longer is taken.
   */
  cut(text: string, allowed: EncodeOptions["allowedSpecial"] = []): (string | number)[] {
    const names = allowed === "all" ? [...this.ids.keys()] : allowed;
    if (names.length === 0) return [text];
    const parts: (string | number)[] = [];
    let from = 0;
    for (const match of text.matchAll(this.#pattern(names))) {
      if (match.index > from) parts.push(text.slice(from, match.index));
      parts.push(this.ids.get(match[0]) as number);
      from = match.index + match[0].length;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
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
