import { type AttentionAttrs, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../heap.ts";
import { DROPOUT_STEP } from "../numerics/numerics.ts";
import {
  blockFloats,
  dropRows,
  exponentiate,
  forEachBlock,
  keyRows,
  planAttention,
  QUERY_BLOCK,
  queryRows,
  score,
  scoreRows,
} from "./attention-block.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

interface Inputs {
  readonly q: TensorInfo;
  readonly k: TensorInfo;
  readonly v: TensorInfo;
  readonly keyMask?: TensorInfo;
}

/**
 * A block of queries at a time: scores, exp and weighted sum; the score matrix never exists as a
 * whole, and keys that no query of the block sees are left out.
 */
function attend(heap: Heap, inputs: Inputs, attrs: AttentionAttrs): TensorInfo[] {
  const [batch, queries, heads] = inputs.q.shape as [number, number, number];
  const outputs = [heap.output(inputs.q.shape), heap.output([batch, heads, queries])];
  const sizes = planAttention(heap, inputs.q, inputs.k, undefined, attrs);
  const floats = [blockFloats(sizes), QUERY_BLOCK, sizes.keys + 4 + DROPOUT_STEP];
  const [scores, allSums, factors] = heap.scratch(...floats) as Three;
  const plan = planAttention(heap, inputs.q, inputs.k, inputs.keyMask, attrs);
  const [q, k, v] = [inputs.q, inputs.k, inputs.v].map(heap.floats) as Three;
  const [out, lse] = outputs.map(heap.floats) as [Float32Array, Float32Array];
  const { numerics } = heap;
  forEachBlock(plan, (block) => {
    score(numerics, plan, block, q, k, scores);
    const at = (block.b * heads + block.head) * queries + block.first;
    const [sums, shifts] = [allSums.subarray(0, block.count), lse.subarray(at, at + block.count)];
    exponentiate(numerics, plan, block, scores, shifts, sums, false);
    dropRows(numerics, plan, block, scores, factors);
    const c = queryRows(plan, block, out);
    const size = { m: block.count, n: plan.width, k: block.span };
    numerics.multiply({ ...size, a: scoreRows(block, scores), b: keyRows(plan, block, v), c });
    sums.forEach((sum, i) => {
      if (sum !== 0) (shifts[i] as number) += Math.log(sum); // of a row without keys it stays
      sums[i] = sum === 0 ? 0 : 1 / sum;
    });
    numerics.scaleRows(c, plan.width, sums);
  });
  return outputs;
}

type Three = [Float32Array, Float32Array, Float32Array];

export const attention: HeapKernel = kernelOf(OPS.attention, attend);
export const maskedAttention: HeapKernel = kernelOf(OPS.maskedAttention, attend);
