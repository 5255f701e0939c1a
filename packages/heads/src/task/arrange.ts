import type { EncodedSequence, TrunkKind } from "./task-head.ts";
import type { TaskTokens } from "./task-tokens.ts";

/** A sequence, and where each of its texts begins in it. */
export interface Arranged extends EncodedSequence {
  readonly begins: readonly number[];
}

/** Tokens besides the texts' own: one in front, and one after each. */
export function overhead(texts: number): number {
  return 1 + texts;
}

/**
 * Texts as one sequence. Over decoders `_start_ a _delimiter_ b _classify_`, read at the last token
 * (GPT-1 §3.3); over encoders `[CLS] a [SEP] b [SEP]`, read at the first, with the number of the text
 * as segment (BERT §3).
 */
export function arrange(
  trunk: TrunkKind,
  tokens: TaskTokens,
  texts: readonly (readonly number[])[],
): Arranged {
  const ids = [tokens.start];
  const tokenTypes = [0];
  const begins: number[] = [];
  for (const [index, text] of texts.entries()) {
    begins.push(ids.length);
    ids.push(...text, index === texts.length - 1 ? tokens.end : tokens.between);
    while (tokenTypes.length < ids.length) tokenTypes.push(trunk === "encoder" ? index : 0);
  }
  return { ids, tokenTypes, read: trunk === "encoder" ? 0 : ids.length - 1, begins };
}
