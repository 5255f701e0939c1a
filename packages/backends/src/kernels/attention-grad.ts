import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "../heap.ts";
import { DROPOUT_STEP, type Product } from "../numerics/numerics.ts";
import {
  type Block,
  blockFloats,
  dropRows,
  exponentiate,
  forEachBlock,
  keyRows,
  type Plan,
  planAttention,
  QUERY_BLOCK,
  queryRows,
  score,
  scoreRows,
  transposed,
} from "./attention-block.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

interface Inputs {
  readonly q: TensorInfo;
  readonly k: TensorInfo;
  readonly v: TensorInfo;
  readonly out: TensorInfo;
  readonly lse: TensorInfo;
  readonly dy: TensorInfo;
  readonly keyMask?: TensorInfo;
}

type Arrays = { readonly [name in Exclude<keyof Inputs, "keyMask"> | Gradient]: Float32Array };
type Gradient = "dq" | "dk" | "dv";

/** Work space of one block. */
interface Space {
  readonly weights: Float32Array;
  readonly slopes: Float32Array;
  readonly sums: Float32Array;
  readonly factors: Float32Array;
}

/**
 * Block by block, with the weights computed again from lse: dV += keptᵀ·dy, dW = dy·Vᵀ,
 * dS = scale·W·(dW − Σ dy·out), dq = dS·K, dK += dSᵀ·q.
 */
export const attentionGrad: HeapKernel = kernelOf(
  OPS.attentionGrad,
  (heap, inputs: Inputs, attrs) => {
    const { q, k, v, keyMask } = inputs;
    const outputs = [q, k, v].map(({ shape }) => heap.output(shape));
    const sizes = planAttention(heap, q, k, undefined, attrs);
    const floats = blockFloats(sizes);
    const rest = [QUERY_BLOCK, sizes.keys + 4 + DROPOUT_STEP];
    const [weights, slopes, sums, factors] = heap.scratch(floats, floats, ...rest) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const plan = planAttention(heap, q, k, keyMask, attrs);
    const arrays = { ...views(heap, inputs), ...gradients(heap, outputs) };
    forEachBlock(plan, (block) =>
      backward(heap, plan, block, arrays, { weights, slopes, sums, factors }),
    );
    return outputs;
  },
);

function views(heap: Heap, { q, k, v, out, lse, dy }: Inputs) {
  const [values, sums] = [[q, k, v, out, dy].map(heap.floats), heap.floats(lse)];
  const names = ["q", "k", "v", "out", "dy"] as const;
  const named = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  return { ...named, lse: sums } as {
    readonly [name in (typeof names)[number] | "lse"]: Float32Array;
  };
}

function gradients(heap: Heap, outputs: readonly TensorInfo[]) {
  const [dq, dk, dv] = outputs.map((output) => heap.floats(output).fill(0));
  return { dq, dk, dv } as { readonly [name in Gradient]: Float32Array };
}

function backward(heap: Heap, plan: Plan, block: Block, x: Arrays, space: Space): void {
  if (block.span === 0) return;
  const { numerics } = heap;
  const { weights, slopes, sums, factors } = space;
  const { count, span } = block;
  const { width } = plan;
  const [w, d] = [scoreRows(block, weights), scoreRows(block, slopes)];
  const [q, dy] = [queryRows(plan, block, x.q), queryRows(plan, block, x.dy)];
  const [k, v] = [keyRows(plan, block, x.k), keyRows(plan, block, x.v)];
  const multiply = (product: Product) => numerics.multiply(product);
  score(numerics, plan, block, x.q, x.k, weights);
  multiply({ m: count, n: span, k: width, a: dy, b: transposed(v), c: d });
  const at = (block.b * plan.heads + block.head) * plan.queries + block.first;
  exponentiate(numerics, plan, block, weights, x.lse.subarray(at, at + count), sums, true);
  dropRows(numerics, plan, block, slopes, factors);
  const rows = { data: slopes, stride: block.stride, span, from: block.begin, to: block.end };
  const out = queryRows(plan, block, x.out);
  numerics.softmaxGradRows(weights, rows, dy, out, width, plan.attrs.scale);
  dropRows(numerics, plan, block, weights, factors);
  const [dv, dk] = [keyRows(plan, block, x.dv), keyRows(plan, block, x.dk)];
  multiply({ m: span, n: width, k: count, a: transposed(w), b: dy, c: dv, start: "c" });
  multiply({ m: span, n: width, k: count, a: transposed(d), b: q, c: dk, start: "c" });
  multiply({ m: count, n: width, k: span, a: d, b: k, c: queryRows(plan, block, x.dq) });
}
