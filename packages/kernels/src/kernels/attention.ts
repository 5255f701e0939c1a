import { type AttentionAttrs, OPS, visibleKeys } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import type { Place } from "../library.ts";
import { whichHalves } from "../stored.ts";
import { dropoutNumbers } from "./dropout.ts";

interface Inputs {
  readonly q: TensorInfo;
  readonly k: TensorInfo;
  readonly v: TensorInfo;
  readonly keyMask?: TensorInfo;
}

interface Saved extends Inputs {
  readonly lse: TensorInfo;
  readonly dy: TensorInfo;
}

/** Where q, k and v lie; parts of one projection are read where they are, without a copy. */
function operands(backend: CompiledBackend, { q, k, v }: Inputs) {
  const row = (q.shape[2] as number) * (q.shape[3] as number);
  const rows = [q, k, v].map((tensor) => backend.rowsOf(tensor, row));
  return { rows, places: rows.map((r) => r.address), strides: rows.map((r) => r.stride) };
}

/** The numbers that forward and backward share, from the batch on. */
function numbers(backend: CompiledBackend, inputs: Inputs, attrs: AttentionAttrs): Place[] {
  const [batch, queries, heads, width] = inputs.q.shape as [number, number, number, number];
  const keys = inputs.k.shape[1] as number;
  const { pattern, queryOffset, keyLength, scale, dropout } = attrs;
  const visible = visibleKeys(pattern, { queries, keys, heads, queryOffset, keyLength });
  const { from, to, tiles } = visible;
  const padding = inputs.keyMask ? backend.address(inputs.keyMask) : 0;
  return [
    ...[batch, queries, keys, heads, width, scale],
    ...[from, to, tiles?.numbers ?? 0, tiles?.kinds ?? 0, visible.heads, padding],
    ...dropoutNumbers(dropout),
  ];
}

function attend(backend: CompiledBackend, inputs: Inputs, attrs: AttentionAttrs): TensorInfo[] {
  const [batch, queries, heads] = inputs.q.shape as [number, number, number];
  if (queries === 1) for (const tensor of [inputs.q, inputs.k, inputs.v]) backend.address(tensor);
  const out = queries > 1 ? backend.rounded(inputs.q.shape) : backend.output(inputs.q.shape);
  const lse = backend.output([batch, heads, queries]);
  const { rows, places, strides } = operands(backend, inputs);
  const to = backend.stored(out);
  backend.submit(
    "attention",
    ...places,
    to.address,
    backend.address(lse),
    ...strides,
    ...numbers(backend, inputs, attrs),
    whichHalves([...rows, to]),
  );
  return [out, lse];
}

const attentionGrad = kernelOf(OPS.attentionGrad, (backend, inputs: Saved, attrs) => {
  const { q, k, v, lse, dy } = inputs;
  const given = operands(backend, inputs);
  const row = (q.shape[2] as number) * (q.shape[3] as number);
  const outputs = gradients(backend, [q, k, v], row);
  const rows = outputs.map((output) => backend.rowsOf(output, row));
  const slope = backend.stored(dy);
  backend.submit(
    "attentionGrad",
    ...given.places,
    ...[backend.address(lse), slope.address],
    ...rows.map((r) => r.address),
    ...rows.map((r) => r.stride),
    ...given.strides,
    ...numbers(backend, inputs, attrs),
    whichHalves([...given.rows, null, slope, ...rows]),
  );
  return outputs;
});

/** dq, dk, dv; parts of one block where q, k and v are, so that joining them again costs nothing. */
function gradients(
  backend: CompiledBackend,
  tensors: readonly TensorInfo[],
  row: number,
): TensorInfo[] {
  const parts = tensors.map((tensor) => backend.place(tensor));
  const [first] = parts as [(typeof parts)[number]];
  const together = parts.every(
    ({ block, offset, rows, half }, i) =>
      block === first.block &&
      offset === (half ? 2 : 4) * i * row &&
      rows?.row === row &&
      rows.stride === 3 * row,
  );
  if (!together) return tensors.map(({ shape }) => backend.rounded(shape));
  const [q] = tensors as [TensorInfo];
  const half = backend.halves;
  const block = backend.block([3, ...q.shape], "float32", half);
  const rows = { row, stride: 3 * row };
  return tensors.map(({ shape }, i) =>
    backend.adopt(i === 0 ? block : block.share(), shape, {
      half,
      offset: (half ? 2 : 4) * i * row,
      rows,
    }),
  );
}

/** Attention in all patterns. */
export const ATTENTION_KERNELS: readonly Kernel[] = [
  kernelOf(OPS.attention, attend),
  kernelOf(OPS.maskedAttention, attend),
  attentionGrad,
];
