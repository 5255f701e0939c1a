import { infixes, isAddress, prefixLength, suffixLength } from "./affixes.ts";
import { type Exceptions, exceptions } from "./exceptions.ts";

/** Words longer than this are in no list of exceptions. */
const LONGEST_EXCEPTION = 12;

let known: Exceptions | undefined;

/**
 * The third stage of GPT-1: words in the manner of spaCy's English tokenizer. Between blanks, in
 * this order and again: exceptions (contractions, abbreviations, emoticons, hours) → prefixes →
 * suffixes → addresses stay whole → infixes. A newline is a word together with the blank after it.
 *
 * @param text standardised text
 */
export function words(text: string): string[] {
  const out: string[] = [];
  for (const [part] of text.matchAll(/\n ?|[^ \n]+/g))
    for (const word of part.startsWith("\n") ? [part] : rejoined(split(part))) out.push(word);
  return out;
}

function exceptionOf(word: string): readonly string[] | undefined {
  if (word.length > LONGEST_EXCEPTION) return undefined;
  known ??= exceptions();
  return known.get(word);
}

/** A stretch without blanks. */
function split(text: string): string[] {
  const before: string[] = [];
  const after: string[] = [];
  let start = 0;
  let end = text.length;
  const rest = (): string => text.slice(start, end);
  while (start < end && exceptionOf(rest()) === undefined) {
    const prefix = prefixLength(text, start, end);
    if (prefix > 0) {
      before.push(text.slice(start, start + prefix));
      start += prefix;
      if (start === end || exceptionOf(rest()) !== undefined) break;
    }
    const suffix = suffixLength(text, start, end);
    if (suffix > 0) {
      after.push(text.slice(end - suffix, end));
      end -= suffix;
    }
    if (prefix === 0 && suffix === 0) break;
  }
  return [...before, ...inner(rest()), ...after.reverse()];
}

/** What is left without prefixes and suffixes. */
function inner(word: string): readonly string[] {
  if (word === "") return [];
  const exception = exceptionOf(word);
  if (exception !== undefined) return exception;
  return isAddress(word) ? [word] : atInfixes(word);
}

function atInfixes(word: string): string[] {
  const out: string[] = [];
  let from = 0;
  for (const [start, end] of infixes(word)) {
    if (from === 0 && start === 0) continue;
    if (start > from) out.push(word.slice(from, start));
    out.push(word.slice(start, end));
    from = end;
  }
  if (from < word.length) out.push(word.slice(from));
  return out;
}

/** Exceptions that the rules would take apart (`''`, `o.O`, `a.`) are put together again. */
function rejoined(parts: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const [count, exception] = longestException(parts, at);
    out.push(...exception);
    at += count;
  }
  return out;
}

function longestException(
  parts: readonly string[],
  at: number,
): readonly [count: number, exception: readonly string[]] {
  let best: readonly [number, readonly string[]] = [1, [parts[at] as string]];
  let joined = parts[at] as string;
  for (let count = 2; at + count <= parts.length; count++) {
    joined += parts[at + count - 1];
    if (joined.length > LONGEST_EXCEPTION) break;
    const exception = exceptionOf(joined);
    if (exception !== undefined && /[^\p{L}]/u.test(joined)) best = [count, exception];
  }
  return best;
}
