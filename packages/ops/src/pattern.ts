import { GptError } from "@gpt/registry";

/**
 * Which keys a query sees, as data. `i` and `j` are absolute positions of query and key. All are
 * causal, j ≤ i always holds, but `full` and what is made from it.
 */
export type Pattern =
  /** Everything. */
  | { readonly type: "full" }
  /** j ≤ i. */
  | { readonly type: "causal" }
  /** 0 ≤ i − j < window: `window` keys, self included (GPT-3 §2.1; GPT-Neo's local layers). */
  | { readonly type: "banded"; readonly window: number }
  /** (i − j) mod stride = 0: every stride-th key back (Sparse Transformer §4.2, A2 strided). */
  | { readonly type: "strided"; readonly stride: number }
  /** Same block of `size` positions (Sparse Transformer §4.2, A1 fixed). */
  | { readonly type: "block"; readonly size: number }
  /**
   * Summary columns: the last `width` positions of every block, or the `offset`-th group of `width`
   * from its end (A2 fixed). Self is always visible, so that no row is empty.
   */
  | {
      readonly type: "summary";
      readonly block: number;
      readonly width: number;
      readonly offset?: number;
    }
  /** Seen in any of the patterns (the merged form). */
  | { readonly type: "union"; readonly of: readonly Pattern[] }
  /** Head h sees by pattern h mod n. */
  | { readonly type: "heads"; readonly of: readonly Pattern[] };

/** Whether query `i` of a head sees key `j`. */
export function visible(pattern: Pattern, i: number, j: number, head = 0): boolean {
  switch (pattern.type) {
    case "full":
      return true;
    case "causal":
      return j <= i;
    case "banded":
      return j <= i && i - j < pattern.window;
    case "strided":
      return j <= i && (i - j) % pattern.stride === 0;
    case "block":
      return j <= i && Math.floor(i / pattern.size) === Math.floor(j / pattern.size);
    case "summary":
      return j === i || (j < i && isSummary(pattern, j));
    case "union":
      return pattern.of.some((part) => visible(part, i, j, head));
    case "heads":
      return visible(pattern.of[head % pattern.of.length] as Pattern, i, j, head);
  }
}

interface Summary {
  readonly block: number;
  readonly width: number;
  readonly offset?: number;
}

function isSummary({ block, width, offset = 0 }: Summary, j: number): boolean {
  const fromEnd = block - 1 - (j % block);
  return fromEnd >= offset * width && fromEnd < (offset + 1) * width;
}

/** Whether heads differ. */
export function isPerHead(pattern: Pattern): boolean {
  return pattern.type === "heads" || (pattern.type === "union" && pattern.of.some(isPerHead));
}

/** Heads after which what they see repeats: 1 where all agree. */
export function headPeriod(pattern: Pattern): number {
  if (pattern.type !== "heads" && pattern.type !== "union") return 1;
  const turns = pattern.type === "heads" ? pattern.of.length : 1;
  return pattern.of.map(headPeriod).reduce(leastCommonMultiple, turns);
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}

/** Sets a row of zeros to 1 where query `i` of a head sees the key: what {@link visible} says of each. */
export function markVisible(pattern: Pattern, i: number, head: number, row: Uint8Array): void {
  const end = Math.min(i + 1, row.length);
  switch (pattern.type) {
    case "full":
      row.fill(1);
      break;
    case "causal":
      row.fill(1, 0, end);
      break;
    case "banded":
      row.fill(1, Math.max(0, i + 1 - pattern.window), end);
      break;
    case "strided":
      for (let j = i; j >= 0; j -= pattern.stride) if (j < end) row[j] = 1;
      break;
    case "block":
      row.fill(1, i - (i % pattern.size), end);
      break;
    case "summary":
      markSummaries(pattern, i, row.subarray(0, end));
      break;
    case "union":
      for (const part of pattern.of) markVisible(part, i, head, row);
      break;
    case "heads":
      markVisible(pattern.of[head % pattern.of.length] as Pattern, i, head, row);
      break;
  }
}

function markSummaries({ block, width, offset = 0 }: Summary, i: number, row: Uint8Array): void {
  for (let first = block - (offset + 1) * width; first < row.length; first += block) {
    row.fill(1, first, first + width);
  }
  if (i < row.length) row[i] = 1;
}

/** Where queries and keys stand for a mask. */
export interface MaskExtent {
  readonly queries: number;
  readonly keys: number;
  /** Heads of the mask: 1 where all heads agree. */
  readonly heads: number;
  /** Absolute position of query 0. @default 0 */
  readonly queryOffset?: number;
  /** Only this many keys exist. @default keys */
  readonly keyLength?: number;
}

/** 1 where a query sees a key, `[heads, queries, keys]` row-major. @throws GptError `MASK_TOO_LARGE` */
export function patternMask(pattern: Pattern, extent: MaskExtent): Uint8Array {
  const { queries, keys, heads, queryOffset = 0, keyLength = keys } = extent;
  const mask = bytes(heads, queries, keys);
  for (let at = 0, head = 0; head < heads; head++) {
    for (let i = 0; i < queries; i++, at += keys) {
      markVisible(pattern, i + queryOffset, head, mask.subarray(at, at + keyLength));
    }
  }
  return mask;
}

function bytes(heads: number, queries: number, keys: number): Uint8Array {
  try {
    return new Uint8Array(heads * queries * keys);
  } catch (cause) {
    throw new GptError("MASK_TOO_LARGE", {
      message: "There is no room for the mask of an attention pattern.",
      expected: `${heads * queries * keys} bytes in one array`,
      got: `${heads} heads, ${queries} queries, ${keys} keys`,
      help: "take a backend with kernels for attention, which need no mask (native, wasm), or a shorter context",
      cause,
    });
  }
}

/** Number of visible pairs of one head over n positions. */
export function pairCount(pattern: Pattern, n: number, head = 0): number {
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (visible(pattern, i, j, head)) count++;
  }
  return count;
}

/** The whole numbers that each type needs, and the least each may be. */
const NUMBERS: { readonly [type: string]: { readonly [name: string]: number } } = {
  full: {},
  causal: {},
  banded: { window: 1 },
  strided: { stride: 1 },
  block: { size: 1 },
  summary: { block: 1, width: 1 },
};

/**
 * Refuses a pattern of an unknown type, or whose numbers are missing or make no sense.
 *
 * @throws GptError `INVALID_PATTERN`
 */
export function validatePattern(pattern: Pattern): void {
  if (pattern.type === "union" || pattern.type === "heads") {
    if (!(pattern.of?.length > 0)) throw invalid(pattern, "at least one pattern in `of`");
    for (const part of pattern.of) validatePattern(part);
    return;
  }
  const numbers = NUMBERS[pattern.type];
  if (numbers === undefined) {
    throw invalid(pattern, `one of ${[...Object.keys(NUMBERS), "union", "heads"].join(", ")}`);
  }
  for (const [name, least] of Object.entries(numbers)) {
    const value = (pattern as unknown as { readonly [name: string]: unknown })[name];
    if (!isWhole(value, least)) throw invalid(pattern, `${name} ≥ ${least}, whole`);
  }
  if (pattern.type === "summary") {
    const { block, width, offset = 0 } = pattern;
    if (!isWhole(offset, 0)) throw invalid(pattern, "offset ≥ 0, whole");
    if ((offset + 1) * width > block) throw invalid(pattern, "(offset + 1)·width ≤ block");
  }
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}

function invalid(pattern: Pattern, expected: string): GptError {
  return new GptError("INVALID_PATTERN", {
    message: `The attention pattern "${pattern.type}" cannot be used.`,
    expected,
    got: JSON.stringify(pattern),
    help: "windows, strides and blocks count positions, starting from 1",
  });
}
