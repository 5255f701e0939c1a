import { infixes, isAddress, prefixLength, suffixLength } from "./affixes.ts";
import { type Exceptions, exceptions } from "./exceptions.ts";

/** Words longer than this are in no list of exceptions. */
const LONGEST_EXCEPTION = 12;

/** Stretches that are remembered at most, and their longest; then the memory starts anew. */
const REMEMBERED = 1 << 14;
const LONGEST_REMEMBERED = 32;

let known: Exceptions | undefined;
const remembered = /* @__PURE__ */ new Map<string, readonly string[]>();

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
    for (const word of part.startsWith("\n") ? [part] : wordsOf(part)) out.push(word);
  return out;
}

/** Words of a stretch without blanks; most have been met before. */
function wordsOf(stretch: string): readonly string[] {
  const met = remembered.get(stretch);
  if (met !== undefined) return met;
  const found = rejoined(split(stretch));
  if (stretch.length > LONGEST_REMEMBERED) return found;
  if (remembered.size === REMEMBERED) remembered.clear();
  remembered.set(stretch, found);
  return found;
}

function exceptionOf(word: string): readonly string[] | undefined {
  if (word.length > LONGEST_EXCEPTION) return undefined;
  known ??= exceptions();
  return known.get(word);
}

/** A stretch without blanks; spaCy's `_split_affixes`. */
function split(text: string): string[] {
  const before: string[] = [];
  const after: string[] = [];
  let start = 0;
  let end = text.length;
  const isException = (from: number, to: number): boolean =>
    exceptionOf(text.slice(from, to)) !== undefined;
  while (start < end && !isException(start, end)) {
    const head = start + prefixLength(text, start, end);
    const keepsTail = head > start && isException(head, end);
    const tail = keepsTail || head === end ? end : end - suffixLength(text, head, end);
    const keepsHead = tail < end && isException(start, tail);
    if (head === start && tail === end) break;
    if (tail < end) after.push(text.slice(tail, end));
    end = tail;
    if (keepsHead) break;
    if (head > start) before.push(text.slice(start, head));
    start = head;
  }
  return [...before, ...inner(text.slice(start, end)), ...after.reverse()];
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

/** Parts that together are an exception. */
interface Joined {
  readonly at: number;
  readonly count: number;
  readonly exception: readonly string[];
}

/**
 * Exceptions that the rules would take apart (`''`, `o.O`, `a.`) are put together again: the
 * longest first, then the first. As in spaCy, one that is passed over for its overlap with another
 * bars those that overlap it in turn, so that of a run of apostrophes only the first two are joined.
 */
function rejoined(parts: readonly string[]): readonly string[] {
  const all = parts.flatMap((_, at) => joinedAt(parts, at));
  if (all.length === 0) return parts;
  const seen = new Uint8Array(parts.length);
  const chosen = new Map<number, Joined>();
  for (const one of all.sort((a, b) => b.count - a.count || a.at - b.at)) {
    const last = one.at + one.count - 1;
    if (seen[one.at] === 0 && seen[last] === 0) chosen.set(one.at, one);
    seen.fill(1, one.at, last + 1);
  }
  const out: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const one = chosen.get(at);
    out.push(...(one?.exception ?? [parts[at] as string]));
    at += one?.count ?? 1;
  }
  return out;
}

/** The exceptions that two or more parts from `at` on make up. */
function joinedAt(parts: readonly string[], at: number): Joined[] {
  const found: Joined[] = [];
  let joined = parts[at] as string;
  for (let count = 2; at + count <= parts.length; count++) {
    joined += parts[at + count - 1];
    if (joined.length > LONGEST_EXCEPTION) break;
    const exception = exceptionOf(joined);
    if (exception !== undefined && /[^\p{L}]/u.test(joined)) found.push({ at, count, exception });
  }
  return found;
}
