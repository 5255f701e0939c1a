import type { Random } from "@gpt/random";
import { IGNORED } from "../batch.ts";

/** Ids that masking needs. */
export interface MaskingIds {
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
}

/** How a sequence is masked. */
export interface MaskOptions {
  readonly ids: MaskingIds;
  readonly vocabSize: number;
  /** Share of positions to predict, [CLS] and [SEP] counted. @default 0.15 */
  readonly share?: number;
  /** Most positions to predict; BERT: 20 of 128, 77 of 512. @default no limit */
  readonly maxPredictions?: number;
  /**
   * Whether a position goes on with the word of the one before: words are then masked whole, and one
   * that would exceed the share is passed over (BERT's whole-word masking, May 2019).
   */
  readonly continuesWord?: readonly boolean[];
}

/**
 * Masks a sequence as BERT does: 15 % of its length (Python's rounding, at least 1) among all
 * positions but [CLS] and [SEP]; of those 80 % become [MASK], 10 % a random token, 10 % stay.
 */
export function maskTokens(
  tokens: readonly number[],
  random: Random,
  { ids, vocabSize, share = 0.15, maxPredictions = Infinity, continuesWord }: MaskOptions,
): { inputs: number[]; labels: number[] } {
  const inputs = [...tokens];
  const labels = tokens.map(() => IGNORED);
  const words = candidates(tokens, ids, continuesWord);
  let room = Math.min(maxPredictions, Math.max(1, roundHalfToEven(tokens.length * share)));
  for (let i = 0; i < words.length && room > 0; i++) {
    const chosen = i + random.integer(words.length - i);
    [words[i], words[chosen]] = [words[chosen] as number[], words[i] as number[]];
    const word = words[i] as number[];
    if (word.length > room) continue;
    room -= word.length;
    for (const at of word) {
      labels[at] = tokens[at] as number;
      const fate = random.uniform();
      if (fate < 0.8) inputs[at] = ids.mask;
      else if (fate < 0.9) inputs[at] = random.integer(vocabSize);
    }
  }
  return { inputs, labels };
}

/** Positions that may be masked, those of a word together. */
function candidates(
  tokens: readonly number[],
  { cls, sep }: MaskingIds,
  continuesWord: readonly boolean[] = [],
): number[][] {
  const words: number[][] = [];
  for (const [at, id] of tokens.entries()) {
    if (id === cls || id === sep) continue;
    if (continuesWord[at] === true) words.at(-1)?.push(at);
    else words.push([at]);
  }
  return words;
}

/** Python's round(): a half goes to the even neighbour. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (Math.abs(rest - 0.5) > 1e-9) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
