/** Texts that fit, and how many tokens they lost. */
export interface Truncated {
  readonly texts: readonly (readonly number[])[];
  readonly cut: number;
}

/**
 * Cuts texts to `budget` tokens together: again and again the longer one loses its last token, the
 * second where both are equally long (BERT's release).
 */
export function truncateEnds(texts: readonly (readonly number[])[], budget: number): Truncated {
  const lengths = texts.map((text) => text.length);
  let excess = lengths.reduce((sum, length) => sum + length, 0) - budget;
  const cut = Math.max(0, excess);
  for (; excess > 0; excess--) {
    const longest = lengths.lastIndexOf(Math.max(...lengths));
    lengths[longest] = (lengths[longest] as number) - 1;
  }
  return { texts: texts.map((text, i) => text.slice(0, lengths[i])), cut };
}

/**
 * Cuts a context and an answer to `budget` tokens together. The context loses its beginning, since the
 * question, or what the answer goes on from, stands at its end; the answer loses its end, and only
 * where it takes more than half of the room.
 */
export function truncateContext(
  context: readonly number[],
  answer: readonly number[],
  budget: number,
): Truncated {
  const forContext = Math.min(context.length, Math.ceil(budget / 2));
  const kept = answer.slice(0, budget - forContext);
  const rest = Math.min(context.length, budget - kept.length);
  const texts = [context.slice(context.length - rest), kept];
  return { texts, cut: context.length + answer.length - rest - kept.length };
}
