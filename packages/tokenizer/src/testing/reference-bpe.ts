import { MergeRules } from "../bpe/merge-rules.ts";
import { TokenBytes } from "../bpe/token-bytes.ts";

/** A merge: the pair of ids and what it becomes. */
export type Merge = readonly [left: number, right: number, merged: number];

/**
 * The textbook: find the adjacent pair of the lowest rank, merge all its occurrences from left to
 * right, repeat. Slow on purpose and obviously right; the fast mergers are held against it.
 */
export function referenceMerge(ids: readonly number[], merges: readonly Merge[]): number[] {
  let symbols = [...ids];
  for (;;) {
    const rank = merges.findIndex(([left, right]) =>
      symbols.some((id, i) => id === left && symbols[i + 1] === right),
    );
    if (rank === -1) return symbols;
    const [left, right, merged] = merges[rank] as Merge;
    const next: number[] = [];
    for (let i = 0; i < symbols.length; i++) {
      if (symbols[i] === left && symbols[i + 1] === right) {
        next.push(merged);
        i++;
      } else {
        next.push(symbols[i] as number);
      }
    }
    symbols = next;
  }
}

/** Rules over the 256 bytes (id = byte) from merges whose ids count up from 256. */
export function rulesOf(merges: readonly Merge[]): { rules: MergeRules; tokens: TokenBytes } {
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  for (const [left, right] of merges)
    bytes.push(Uint8Array.of(...(bytes[left] as Uint8Array), ...(bytes[right] as Uint8Array)));
  const tokens = new TokenBytes(bytes);
  const byteIds = Int32Array.from({ length: 256 }, (_, byte) => byte);
  const rules = new MergeRules(byteIds, tokens, merges.length);
  for (const [left, right, merged] of merges) rules.add(left, right, merged);
  return { rules, tokens };
}

/** Random merges over a few byte values, each made of what came before it. */
export function randomMerges(count: number, alphabet: number, random: () => number): Merge[] {
  const symbols = Array.from({ length: alphabet }, (_, byte) => byte);
  const merges: Merge[] = [];
  const seen = new Set<string>();
  while (merges.length < count) {
    const left = symbols[Math.floor(random() * symbols.length)] as number;
    const right = symbols[Math.floor(random() * symbols.length)] as number;
    if (seen.has(`${left},${right}`)) continue;
    seen.add(`${left},${right}`);
    const merged = 256 + merges.length;
    merges.push([left, right, merged]);
    symbols.push(merged);
  }
  return merges;
}

/** A small generator of random numbers in [0, 1), the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
