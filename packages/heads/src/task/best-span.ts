/** A span of positions and its score, start logit + end logit. */
export interface ScoredSpan {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/** What a span may be. */
export interface SpanLimits {
  /** Starts, and ends, that are tried: those of the highest logits. */
  readonly candidates: number;
  /** Most tokens of a span. */
  readonly maxLength: number;
  readonly mayStart: (position: number) => boolean;
  readonly mayEnd: (position: number) => boolean;
}

/** The span of highest score that is allowed; null where none is. Of equals the first found wins. */
export function bestSpan(
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  { candidates, maxLength, mayStart, mayEnd }: SpanLimits,
): ScoredSpan | null {
  const lasts = highest(ends, candidates).filter(mayEnd);
  let best: ScoredSpan | null = null;
  for (const first of highest(starts, candidates).filter(mayStart)) {
    for (const last of lasts) {
      if (last < first || last - first + 1 > maxLength) continue;
      const score = (starts[first] as number) + (ends[last] as number);
      if (best === null || score > best.score) best = { first, last, score };
    }
  }
  return best;
}

/** Positions of the highest values, in falling order. */
function highest(values: ArrayLike<number>, count: number): number[] {
  return Array.from(values, (_, position) => position)
    .sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count);
}
