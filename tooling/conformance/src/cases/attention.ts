import { attention, type Pattern } from "@gpt/ops";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Case, type CaseGroup, sample } from "../case.ts";
import type { Array64 } from "../oracle/array.ts";
import {
  type AttentionQuestion,
  attentionBackward,
  attentionForward,
} from "../oracle/attention.ts";

/** Batch, queries, keys, heads, head width. */
type Extent = readonly [number, number, number, number, number];

/** Numbers of a mask in a case's name. */
const MOST_SHOWN = 40;

function attentionCase([b, tq, tk, h, d]: Extent, question: AttentionQuestion, spread = 1): Case {
  const { keyMask, ...rest } = question;
  const mask = keyMask ? `, keyMask ${keyMask.slice(0, MOST_SHOWN).join("")}` : "";
  return {
    name: `q [${[b, tq, h, d]}], keys ${tk}, ${JSON.stringify(rest)}${mask}, q about ${spread}`,
    wide: spread > 10,
    inputs: {
      q: sample([b, tq, h, d], 41, spread),
      k: sample([b, tk, h, d], 42),
      v: sample([b, tk, h, d], 43),
    },
    run: ({ q, k, v }) => {
      const padding = keyMask ? { keyMask: tensor([...keyMask], [b, tk], "int32") } : {};
      return [attention(q as Tensor, k as Tensor, v as Tensor, { ...rest, ...padding })];
    },
    forward: (inputs) => [attentionForward(inputs, question)],
    backward: (inputs, [dy]) => attentionBackward(inputs, dy as Array64, question),
  };
}

const FULL: Pattern = { type: "full" };
const CAUSAL: Pattern = { type: "causal" };
const STRIDED: Pattern = {
  type: "union",
  of: [
    { type: "banded", window: 4 },
    { type: "strided", stride: 4 },
  ],
};
const FIXED: Pattern = {
  type: "union",
  of: [
    { type: "block", size: 5 },
    { type: "summary", block: 5, width: 2 },
  ],
};

/** Every pattern, alone, merged and by heads. */
const PATTERNS: readonly Pattern[] = [
  FULL,
  CAUSAL,
  { type: "banded", window: 1 },
  { type: "banded", window: 5 },
  { type: "strided", stride: 1 },
  { type: "strided", stride: 4 },
  { type: "block", size: 5 },
  { type: "summary", block: 5, width: 2 },
  { type: "summary", block: 6, width: 2, offset: 1 },
  STRIDED,
  FIXED,
  { type: "heads", of: [CAUSAL, { type: "banded", window: 3 }] },
  { type: "heads", of: [STRIDED, FIXED, CAUSAL, FULL] },
  {
    type: "union",
    of: [
      { type: "banded", window: 2 },
      {
        type: "heads",
        of: [0, 1].map((offset) => ({ type: "summary", block: 4, width: 1, offset })),
      },
    ],
  },
];

const dropout = { rate: 0.3, seed: 123, step: 7, site: 4_000_000_000 };

/** Sequences of 5 keys: padded at the end, at the start, in the middle, and empty. */
const PADDING = [1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0];

/** All patterns over odd lengths, without and with everything else at once. */
export const ATTENTION_PATTERNS: CaseGroup = {
  op: "attention patterns",
  cases: PATTERNS.flatMap((pattern) => [
    attentionCase([1, 17, 17, 5, 4], { pattern }),
    attentionCase([4, 5, 5, 3, 3], { pattern, keyMask: PADDING, dropout }),
    attentionCase([1, 3, 17, 2, 3], { pattern, queryOffset: 11, keyLength: 14 }),
  ]),
};

/** 300 keys of two sequences: one padded at the start, one with gaps. */
const LONG_PADDING = Array.from({ length: 600 }, (_, at) =>
  Number(at < 300 ? at >= 37 : at % 7 !== 3),
);

/** One query over a long cache, as in generating a token. */
const DECODING: readonly AttentionQuestion[] = [
  { pattern: CAUSAL, queryOffset: 299 },
  { pattern: CAUSAL, queryOffset: 250, keyLength: 251, keyMask: LONG_PADDING, scale: -0.5 },
  { pattern: FULL, keyMask: LONG_PADDING },
  { pattern: { type: "banded", window: 100 }, queryOffset: 280, keyLength: 281 },
  { pattern: STRIDED, queryOffset: 299, keyMask: LONG_PADDING },
  {
    pattern: { type: "heads", of: [{ type: "banded", window: 50 }, FIXED] },
    ...{ queryOffset: 271, keyLength: 272, keyMask: LONG_PADDING },
  },
  { pattern: { type: "banded", window: 9 }, queryOffset: 30, keyMask: LONG_PADDING }, // one sees nothing
];

/** Extents, caches, padding, empty rows, dropout, scales. */
export const ATTENTION: CaseGroup = {
  op: "attention",
  cases: [
    ...[1, 3, 7, 33].map((t) => attentionCase([2, t, t, 1, t], { pattern: CAUSAL })),
    attentionCase([1, 1, 1, 1, 1], { pattern: FULL }),
    attentionCase([1, 65, 65, 2, 64], { pattern: CAUSAL }),
    attentionCase([1, 130, 130, 1, 16], { pattern: { type: "banded", window: 33 } }),
    attentionCase([2, 3, 17, 2, 5], { pattern: FULL }),
    attentionCase([2, 17, 3, 2, 5], { pattern: FULL }),
    attentionCase([2, 7, 5, 2, 3], { pattern: CAUSAL }),
    ...[0, 1, 15].map((queryOffset) =>
      attentionCase([1, 1, 16, 2, 4], { pattern: CAUSAL, queryOffset, keyLength: queryOffset + 1 }),
    ),
    attentionCase([2, 4, 33, 2, 8], { pattern: CAUSAL, queryOffset: 13, keyLength: 17 }),
    ...DECODING.map((question) => attentionCase([2, 1, 300, 2, 24], question)),
    ...DECODING.map((question) => attentionCase([2, 1, 300, 3, 33], question)),
    attentionCase([1, 3, 5, 1, 2], { pattern: FULL, keyLength: 2 }),
    attentionCase([1, 3, 5, 1, 2], { pattern: FULL, keyLength: 0 }),
    attentionCase([4, 5, 5, 2, 3], { pattern: FULL, keyMask: PADDING }),
    attentionCase([4, 2, 5, 2, 3], { pattern: FULL, keyMask: PADDING, dropout }),
    attentionCase([4, 5, 5, 1, 3], { pattern: CAUSAL, keyMask: PADDING }),
    attentionCase([2, 2, 3, 1, 3], { pattern: CAUSAL, keyMask: [0, 0, 0, 0, 0, 0] }),
    attentionCase([2, 7, 7, 3, 4], { pattern: CAUSAL, dropout }),
    attentionCase([1, 9, 9, 2, 4], { pattern: FULL, dropout: { ...dropout, rate: 0.9 } }),
    ...[1, 0, -0.5].map((scale) => attentionCase([1, 5, 5, 2, 4], { pattern: CAUSAL, scale })),
    attentionCase([4, 5, 5, 2, 3], { pattern: STRIDED, keyMask: PADDING, scale: -0.5 }),
    attentionCase([1, 9, 9, 2, 4], { pattern: CAUSAL }, 30),
  ],
};
