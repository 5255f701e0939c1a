import type { AttentionAttrs } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../heap.ts";
import { DROPOUT_STEP, type Matrix, type Numerics } from "../numerics/numerics.ts";
import { type VisibleKeys, visibleKeys } from "./visible-keys.ts";

/** Queries that are worked on at once: the scores of a block stay in the cache. */
export const QUERY_BLOCK = 64;

/** Score of a hidden pair; below {@link EMPTY} a query has seen no key at all. */
const HIDDEN = -1e30;
const EMPTY = -1e29;

/** Sizes, patterns and work space of one attention call. */
export interface Plan {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly attrs: AttentionAttrs;
  readonly visible: readonly VisibleKeys[];
  readonly keyMask: Int32Array | undefined;
}

/** Queries first … first + count of one head of one example, and the keys they see. */
export interface Block {
  readonly b: number;
  readonly head: number;
  readonly first: number;
  readonly count: number;
  /** Keys from … from + span are seen by some query of the block. */
  readonly from: number;
  readonly span: number;
  /** Row length of the block's scores. */
  readonly stride: number;
  readonly visible: VisibleKeys;
}

export function planAttention(
  heap: Heap,
  q: TensorInfo,
  k: TensorInfo,
  keyMask: TensorInfo | undefined,
  attrs: AttentionAttrs,
): Plan {
  const [batch, queries, heads, width] = q.shape as [number, number, number, number];
  const keys = k.shape[1] as number;
  const { pattern, queryOffset, keyLength } = attrs;
  const visible = visibleKeys(pattern, { queries, keys, heads, queryOffset, keyLength });
  const mask = keyMask && heap.integers(keyMask);
  return { batch, heads, queries, keys, width, attrs, visible, keyMask: mask };
}

/** Floats of one block's scores. */
export function blockFloats({ queries, keys }: Plan): number {
  return Math.min(QUERY_BLOCK, queries) * roundUp(keys, 4) + DROPOUT_STEP;
}

/** All blocks, example by example, head by head, in the order of the queries. */
export function forEachBlock(plan: Plan, run: (block: Block) => void): void {
  for (let b = 0; b < plan.batch; b++) {
    for (let head = 0; head < plan.heads; head++) {
      const visible = plan.visible[head % plan.visible.length] as VisibleKeys;
      for (let first = 0; first < plan.queries; first += QUERY_BLOCK) {
        const count = Math.min(QUERY_BLOCK, plan.queries - first);
        const [from, span] = seen(visible, first, count);
        run({ b, head, first, count, from, span, stride: roundUp(span, 4), visible });
      }
    }
  }
}

function seen({ from, to }: VisibleKeys, first: number, count: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let i = first; i < first + count; i++) {
    if ((from[i] as number) >= (to[i] as number)) continue;
    low = Math.min(low, from[i] as number);
    high = Math.max(high, to[i] as number);
  }
  return high === 0 ? [0, 0] : [low, high - low];
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** The block's rows of q, out, dy or dq: `[count, width]`. */
export function queryRows(
  { queries, heads, width }: Plan,
  block: Block,
  data: Float32Array,
): Matrix {
  const at = ((block.b * queries + block.first) * heads + block.head) * width;
  return { data, at, row: heads * width, column: 1 };
}

/** The rows of k, v, dk or dv that the block sees: `[span, width]`. */
export function keyRows({ keys, heads, width }: Plan, block: Block, data: Float32Array): Matrix {
  const at = ((block.b * keys + block.from) * heads + block.head) * width;
  return { data, at, row: heads * width, column: 1 };
}

/** The block's scores or weights: `[count, span]`. */
export function scoreRows(block: Block, data: Float32Array): Matrix {
  return { data, at: 0, row: block.stride, column: 1 };
}

export function transposed({ data, at, row, column }: Matrix): Matrix {
  return { data, at, row: column, column: row };
}

/** scores ← q·kᵀ of a block, not scaled yet. */
export function score(
  numerics: Numerics,
  plan: Plan,
  block: Block,
  q: Float32Array,
  k: Float32Array,
  scores: Float32Array,
): void {
  numerics.multiply({
    ...{ m: block.count, n: block.span, k: plan.width },
    a: queryRows(plan, block, q),
    b: transposed(keyRows(plan, block, k)),
    c: scoreRows(block, scores),
  });
}

/**
 * Turns row i of a block's scores into exp(scale·score − shift) where visible, 0 elsewhere. The
 * shift is `lse` where given, else the row's largest scaled score.
 *
 * @returns the shift, and the sum of the row; a row that sees no key: sum 0
 */
export function exponentiate(
  numerics: Numerics,
  plan: Plan,
  block: Block,
  i: number,
  scores: Float32Array,
  lse?: number,
): { shift: number; sum: number } {
  const { scale } = plan.attrs;
  const row = i * block.stride;
  const from = (block.visible.from[block.first + i] as number) - block.from;
  const count = Math.max(0, (block.visible.to[block.first + i] as number) - block.from - from);
  hide(plan, block, i, scores);
  if (scale <= 0) numerics.scale(scores, row + from, count, scale, scores);
  const factor = scale <= 0 ? 1 : scale;
  const top = count === 0 ? HIDDEN : numerics.max(scores, row + from, count);
  const nothing = count === 0 || top < EMPTY || (lse !== undefined && lse < EMPTY);
  scores.fill(0, row, nothing ? row + block.span : row + from);
  if (nothing) return { shift: EMPTY, sum: 0 };
  scores.fill(0, row + from + count, row + block.span);
  const shift = lse ?? factor * top;
  const sum = numerics.expSum(scores, row + from, count, factor, shift, scores, row + from);
  return { shift, sum };
}

/** Lowers the hidden scores of row i, where a mask says which; ranges are cut by the caller. */
function hide(plan: Plan, block: Block, i: number, scores: Float32Array): void {
  const { mask } = block.visible;
  const seenBy = (block.first + i) * plan.keys + block.from;
  const padding = block.b * plan.keys + block.from;
  if (mask === null && plan.keyMask === undefined) return;
  for (let j = 0; j < block.span; j++) {
    const hidden = (mask && !mask[seenBy + j]) || (plan.keyMask && !plan.keyMask[padding + j]);
    if (hidden) scores[i * block.stride + j] = HIDDEN;
  }
}

/** weights ← weights·dropout factors, row i of a block; `factors` is work space. */
export function dropRow(
  numerics: Numerics,
  plan: Plan,
  block: Block,
  i: number,
  weights: Float32Array,
  factors: Float32Array,
): void {
  const { dropout } = plan.attrs;
  if (dropout === null) return;
  const row = (block.b * plan.heads + block.head) * plan.queries + block.first + i;
  const index = row * plan.keys + block.from;
  const lead = index % 4; // factors come in fours
  numerics.dropoutFactors(dropout, index - lead, block.span + lead, factors);
  numerics.mul(weights, i * block.stride, block.span, factors, lead);
}
