import type { Pattern } from "@gpt/ops";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { patternPart } from "./part.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * Causal band of `window` keys, the query itself included (GPT-3 §2.1; `bandwidth` of the Sparse
 * Transformer's code). The default is GPT-Neo's choice; GPT-3's is unpublished.
 */
export const banded: AnyPlugin = definePlugin({
  kind: "attention",
  name: "banded",
  description: "A query sees the last `window` positions, itself included.",
  options: v.strictObject({ window: v.optional(count, 256) }),
  create: ({ window }) => patternPart({ type: "banded", window }),
});

/**
 * Strided attention (Sparse Transformer §4.2): `local` is a band of `stride` keys, `remote` every
 * stride-th key back, `merged` both at once. For data with a natural period.
 */
export const strided: AnyPlugin = definePlugin({
  kind: "attention",
  name: "strided",
  description: "A band of `stride` keys and every stride-th key before.",
  options: v.strictObject({
    stride: v.optional(count, 128),
    form: v.optional(v.picklist(["merged", "local", "remote"]), "merged"),
  }),
  create: ({ stride, form }) => patternPart(stridedPattern(stride, form)),
});

function stridedPattern(stride: number, form: "merged" | "local" | "remote"): Pattern {
  const local: Pattern = { type: "banded", window: stride };
  const remote: Pattern = { type: "strided", stride };
  return { merged: { type: "union", of: [local, remote] } as const, local, remote }[form];
}

/**
 * Fixed attention (Sparse Transformer §4.2): `local` is the query's own block, `summary` the last
 * `width` positions of every block, `merged` both at once. For text. With `spread`, head h takes the
 * h-th group of `width` columns from a block's end, as the paper recommends.
 */
export const fixed: AnyPlugin = definePlugin({
  kind: "attention",
  name: "fixed",
  description: "The query's own block and `width` summary columns of every block.",
  options: v.strictObject({
    block: v.optional(count, 128),
    width: v.optional(count, 32),
    form: v.optional(v.picklist(["merged", "local", "summary"]), "merged"),
    spread: v.optional(v.boolean(), false),
  }),
  create: (options, { nHead }) => patternPart(fixedPattern(options, nHead)),
});

interface FixedOptions {
  readonly block: number;
  readonly width: number;
  readonly form: "merged" | "local" | "summary";
  readonly spread: boolean;
}

function fixedPattern({ block, width, form, spread }: FixedOptions, nHead: number): Pattern {
  const local: Pattern = { type: "block", size: block };
  if (form === "local") return local;
  const groups = spread ? Math.min(nHead, Math.floor(block / width)) : 1;
  const heads = Array.from({ length: Math.max(groups, 1) }, (_, offset): Pattern => {
    const summary: Pattern = { type: "summary", block, width, offset };
    return form === "summary" ? summary : { type: "union", of: [local, summary] };
  });
  return heads.length === 1 ? (heads[0] as Pattern) : { type: "heads", of: heads };
}
