import type { Pattern } from "@gpt/ops";

/**
 * The keys below `length` that query `i` of a head sees, listed from the definitions (Sparse
 * Transformer §4.2, GPT-3 §2.1) rather than tested pair by pair as the ops do.
 */
export function visibleKeys(pattern: Pattern, i: number, head: number, length: number): number[] {
  const keys = new Set(listed(pattern, i, head, length));
  return [...keys].filter((j) => j >= 0 && j < length).sort((a, b) => a - b);
}

function listed(pattern: Pattern, i: number, head: number, length: number): number[] {
  switch (pattern.type) {
    case "full":
      return range(0, length);
    case "causal":
      return range(0, i + 1);
    case "banded":
      return range(i - pattern.window + 1, i + 1);
    case "strided":
      return range(0, Math.floor(i / pattern.stride) + 1).map((k) => i - k * pattern.stride);
    case "block":
      return range(i - (i % pattern.size), i + 1);
    case "summary":
      return [...summaries(pattern, i), i];
    case "union":
      return pattern.of.flatMap((part) => listed(part, i, head, length));
    case "heads": {
      const part = pattern.of[head % pattern.of.length];
      return part ? listed(part, i, head, length) : [];
    }
  }
}

/** The summary columns of every block up to position i. */
function summaries(
  pattern: { block: number; width: number; offset?: number },
  i: number,
): number[] {
  const { block, width, offset = 0 } = pattern;
  const columns: number[] = [];
  for (let start = 0; start <= i; start += block) {
    columns.push(...range(start + block - (offset + 1) * width, start + block - offset * width));
  }
  return columns.filter((j) => j <= i);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
