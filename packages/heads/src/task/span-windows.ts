/** A stretch of a passage: its first token and how many. */
export interface PassageWindow {
  readonly start: number;
  readonly length: number;
}

/**
 * Overlapping windows over a passage that is too long (BERT's release): each starts `stride` tokens after
 * the one before, the last ends with the passage. A stride above the window's size counts as it.
 */
export function passageWindows(tokens: number, size: number, stride: number): PassageWindow[] {
  const windows: PassageWindow[] = [];
  for (let start = 0; ; start += Math.min(size, stride)) {
    const length = Math.min(size, tokens - start);
    windows.push({ start, length });
    if (start + length >= tokens) return windows;
  }
}

/**
 * Whether a window shows a token with the most context: the smaller of what stands left and right of it
 * counts, plus a hundredth of the window's length (BERT's release). Of equals the first wins.
 */
export function hasMaxContext(
  windows: readonly PassageWindow[],
  window: number,
  token: number,
): boolean {
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const [index, { start, length }] of windows.entries()) {
    if (token < start || token >= start + length) continue;
    const score = Math.min(token - start, start + length - 1 - token) + 0.01 * length;
    if (score > bestScore) [best, bestScore] = [index, score];
  }
  return best === window;
}
