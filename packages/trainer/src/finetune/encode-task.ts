import type { EncodedExample, TaskExample, TaskHead, TaskTokenizer } from "@gpt/models";

/** Examples after the input transformation, and what did not fit. */
export interface EncodedTask {
  /** One for each example, in their order. */
  readonly examples: readonly EncodedExample[];
  /** Examples that lost tokens, and how many tokens in all. */
  readonly cut: { readonly examples: number; readonly tokens: number };
}

/** Applies a head's input transformation. @throws what the head refuses, such as `TASK_LABEL` */
export function encodeTask(
  head: TaskHead,
  tokenizer: TaskTokenizer,
  examples: readonly TaskExample[],
): EncodedTask {
  const encoded = examples.map((example) => head.encode(example, tokenizer));
  const lost = encoded.map(({ cut }) => cut).filter((cut) => cut > 0);
  const tokens = lost.reduce((sum, cut) => sum + cut, 0);
  return { examples: encoded, cut: { examples: lost.length, tokens } };
}

/** What training counts as one item: an example, or each of its sequences where they are apart. */
export function trainingItems(
  head: TaskHead,
  examples: readonly EncodedExample[],
): readonly EncodedExample[] {
  if (head.grouped) return examples;
  return examples.flatMap((example) =>
    example.sequences.map((sequence) => ({ ...example, sequences: [sequence] })),
  );
}

/** Tokens of an example's longest sequence. */
export function lengthOf({ sequences }: EncodedExample): number {
  return Math.max(...sequences.map(({ ids }) => ids.length));
}
