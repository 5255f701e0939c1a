import { bestSpan, type ScoredSpan } from "./best-span.ts";
import type { SpanExample } from "./example.ts";
import type { SpanPrediction } from "./prediction.ts";
import type { EncodedExample, HostLogits, SpanWindow } from "./task-head.ts";

/** What the search depends on. */
export interface AnswerOptions {
  readonly candidates: number;
  readonly maxAnswer: number;
  readonly unanswerable: boolean;
  readonly nullThreshold: number;
}

/** A span, and the window it is in. */
interface Found extends ScoredSpan {
  readonly window: SpanWindow;
}

/**
 * The best span over all windows of an example, whose first window is row `row` of the logits. A start
 * counts only in the window that shows it with the most context.
 */
export function answerSpan(
  logits: HostLogits,
  row: number,
  { example, sequences }: EncodedExample,
  options: AnswerOptions,
): SpanPrediction {
  let best: Found | null = null;
  let nullScore = Number.POSITIVE_INFINITY;
  for (const [index, { window }] of sequences.entries()) {
    if (window === undefined) continue;
    const [starts, ends] = rowLogits(logits, row + index);
    nullScore = Math.min(nullScore, (starts[0] as number) + (ends[0] as number));
    const found = bestSpan(starts, ends, {
      candidates: options.candidates,
      maxLength: options.maxAnswer,
      mayStart: (position) => window.maxContext[position - window.from] ?? false,
      mayEnd: (position) => position - window.from in window.ends,
    });
    if (found !== null && (best === null || found.score > best.score)) best = { ...found, window };
  }
  const score = best?.score ?? Number.NEGATIVE_INFINITY;
  const none = options.unanswerable && nullScore - score > options.nullThreshold;
  const place =
    best === null || none ? { start: 0, end: 0 } : placeOf(best, example as SpanExample);
  const text = (example as SpanExample).context.slice(place.start, place.end);
  return { type: "span", text, ...place, score, nullScore };
}

/** Where a span stands in the passage, without blanks around it. */
function placeOf(
  { first, last, window }: Found,
  { context }: SpanExample,
): { readonly start: number; readonly end: number } {
  const start = window.starts[first - window.from] as number;
  const end = window.ends[last - window.from] as number;
  const text = context.slice(start, end);
  const from = start + text.length - text.trimStart().length;
  return { start: from, end: from + text.trim().length };
}

/** Start and end logits `[T]` of one row of `[N, T, 2]`. */
function rowLogits({ values, shape }: HostLogits, row: number): [Float32Array, Float32Array] {
  const time = shape[1] as number;
  const at = (position: number, which: number) =>
    values[(row * time + position) * 2 + which] as number;
  return [
    Float32Array.from({ length: time }, (_, position) => at(position, 0)),
    Float32Array.from({ length: time }, (_, position) => at(position, 1)),
  ];
}
