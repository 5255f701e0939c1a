import {
  type AttentionAttrs,
  TILE_SIDE,
  type VisibleKeys,
  type VisibleTiles,
  visibleKeys,
} from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../heap.ts";
import {
  DROPOUT_STEP,
  HIDDEN,
  type Matrix,
  MOST_ROWS,
  type Numerics,
} from "../numerics/numerics.ts";

/** Queries that are worked on at once: the scores of a block stay in the cache. */
export const QUERY_BLOCK: number = MOST_ROWS;

/** Sizes, patterns and work space of one attention call. */
export interface Plan {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly attrs: AttentionAttrs;
  readonly visible: VisibleKeys;
  readonly keyMask: Int32Array | undefined;
}

/** Queries first … first + count, and the keys they see. */
interface Rows {
  readonly first: number;
  readonly count: number;
  /** Keys from … from + span are seen by some query of the block. */
  readonly from: number;
  readonly span: number;
  /** Where each row's visible keys begin and end within the span. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** Row length of the block's scores. */
  readonly stride: number;
}

/** Those of one head of one example. */
export interface Block extends Rows {
  readonly b: number;
  readonly head: number;
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
  const blocks = Array.from({ length: plan.visible.heads }, (_, head) => blocksOf(plan, head));
  for (let b = 0; b < plan.batch; b++) {
    for (let head = 0; head < plan.heads; head++) {
      for (const rows of blocks[head % blocks.length] as Rows[]) run({ ...rows, b, head });
    }
  }
}

function blocksOf({ visible, queries }: Plan, head: number): Rows[] {
  const row = head * queries; // of its first query among those of all heads
  const blocks: Rows[] = [];
  for (let first = 0; first < queries; first += QUERY_BLOCK) {
    const count = Math.min(QUERY_BLOCK, queries - first);
    const from = visible.from.slice(row + first, row + first + count);
    const to = visible.to.slice(row + first, row + first + count);
    const seen = [...from.keys()].filter((i) => (from[i] as number) < (to[i] as number));
    const low = seen.reduce(
      (least, i) => Math.min(least, from[i] as number),
      seen.length && Infinity,
    );
    const span = seen.reduce((most, i) => Math.max(most, to[i] as number), low) - low;
    const inside = (key: number) => Math.min(Math.max(0, key - low), span);
    const ends = { begin: from.map(inside), end: to.map(inside) };
    blocks.push({ first, count, from: low, span, ...ends, stride: roundUp(span, 4) });
  }
  return blocks;
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
 * Turns a block's scores into exp(scale·score − shift) where visible, 0 elsewhere. `shifts` are set
 * to the rows' largest scaled scores, unless `given`; `sums` of a row that sees no key is 0.
 */
export function exponentiate(
  numerics: Numerics,
  plan: Plan,
  block: Block,
  scores: Float32Array,
  shifts: Float32Array,
  sums: Float32Array,
  given: boolean,
): void {
  const { scale } = plan.attrs;
  const { stride, count, span } = block;
  if (scale <= 0) numerics.scale(scores, 0, count * stride, scale, scores); // largest is not largest
  if (plan.visible.tiles !== null || plan.keyMask !== undefined) {
    for (let i = 0; i < count; i++) hide(plan, block, i, scores);
  }
  const rows = { data: scores, stride, span, from: block.begin, to: block.end };
  numerics.expRows(rows, scale <= 0 ? 1 : scale, shifts, sums, given);
}

/** Lowers the hidden scores of row i, where tiles or a mask say which; ranges are cut by `expRows`. */
function hide(plan: Plan, block: Block, i: number, scores: Float32Array): void {
  const row = i * block.stride;
  if (plan.visible.tiles !== null) hideByTiles(plan, plan.visible.tiles, block, i, scores);
  if (plan.keyMask === undefined) return;
  const padding = block.b * plan.keys + block.from;
  for (let j = 0; j < block.span; j++) {
    if (plan.keyMask[padding + j] === 0) scores[row + j] = HIDDEN;
  }
}

function hideByTiles(
  { visible, queries, keys }: Plan,
  { numbers, kinds }: VisibleTiles,
  block: Block,
  i: number,
  scores: Float32Array,
): void {
  const [down, across] = [Math.ceil(queries / TILE_SIDE), Math.ceil(keys / TILE_SIDE)];
  const query = block.first + i;
  const strip = (block.head % visible.heads) * down + Math.floor(query / TILE_SIDE);
  const row = i * block.stride - block.from; // of key 0
  const to = block.from + block.span;
  for (let key = block.from; key < to; ) {
    const tile = Math.floor(key / TILE_SIDE);
    const end = Math.min(to, (tile + 1) * TILE_SIDE);
    const number = numbers[strip * across + tile] as number;
    if (number < 0) scores.fill(HIDDEN, row + key, row + end);
    const seen = (number * TILE_SIDE + (query % TILE_SIDE) - tile) * TILE_SIDE; // of key 0
    for (; key < end; key++) if (number >= 0 && kinds[seen + key] === 0) scores[row + key] = HIDDEN;
  }
}

/** weights ← weights·dropout factors, row by row; `factors` is work space. */
export function dropRows(
  numerics: Numerics,
  plan: Plan,
  block: Block,
  weights: Float32Array,
  factors: Float32Array,
): void {
  const { dropout } = plan.attrs;
  if (dropout === null) return;
  for (let i = 0; i < block.count; i++) {
    const row = (block.b * plan.heads + block.head) * plan.queries + block.first + i;
    const index = row * plan.keys + block.from;
    const lead = index % 4; // factors come in fours
    numerics.dropoutFactors(dropout, index - lead, block.span + lead, factors);
    numerics.mul(weights, i * block.stride, block.span, factors, lead);
  }
}
