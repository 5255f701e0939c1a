import {
  backend_util,
  Concat,
  Pack,
  PadV2,
  Slice,
  SplitV,
  slice_util,
  type Tensor,
  type TensorInfo,
  Tile,
  Transpose,
  Unpack,
  util,
} from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { bytesOf, isNumeric, sizeOf, withAxis, withExtent } from "../dtype.ts";
import type { Kernel, One } from "../kernel.ts";
import { joined, splitRows } from "./parts.ts";
import { stridesOf, walkOf } from "./walk.ts";

/** Where the elements of a copy come from or go to: an address, and a stride for every axis. */
interface Side {
  readonly address: number;
  readonly strides: readonly number[];
}

/** Copies between two sides; false where there are too many axes. */
function copy(
  backend: CompiledBackend,
  from: Side,
  to: Side,
  extents: readonly number[],
  bytes: number,
): boolean {
  const walk = walkOf({ extents, strides: [from.strides, to.strides] });
  if (walk === null) return false;
  if (sizeOf(extents) > 0) backend.submit("copy", from.address, to.address, bytes, walk);
  return true;
}

/** A tensor as a side, from an element on. */
function sideOf(backend: CompiledBackend, tensor: TensorInfo, begin: readonly number[] = []): Side {
  const strides = stridesOf(tensor.shape);
  const first = begin.reduce((at, index, axis) => at + index * (strides[axis] as number), 0);
  return { address: backend.address(tensor) + first * bytesOf(tensor.dtype), strides };
}

/** A new tensor that takes elements of x; null where the walk is too long. */
function taken(
  backend: CompiledBackend,
  x: TensorInfo,
  shape: readonly number[],
  from: Side,
): TensorInfo | null {
  const output = backend.output(shape, x.dtype);
  if (copy(backend, from, sideOf(backend, output), shape, bytesOf(x.dtype))) return output;
  backend.disposeData(output.dataId);
  return null;
}

const transpose: Kernel = {
  name: Transpose,
  run: (backend, { x }: One, { perm }: { perm: number[] }) => {
    if (!isNumeric(x)) return null;
    const { address, strides } = sideOf(backend, x);
    const from = { address, strides: perm.map((axis) => strides[axis] as number) };
    return taken(
      backend,
      x,
      perm.map((axis) => x.shape[axis] as number),
      from,
    );
  },
};

const slice: Kernel = {
  name: Slice,
  run: (backend, { x }: One, attrs: { begin: number | number[]; size: number | number[] }) => {
    if (!isNumeric(x)) return null;
    const [begin, size] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    slice_util.assertParamsValid(x, begin as number[], size as number[]);
    return taken(backend, x, size as number[], sideOf(backend, x, begin as number[]));
  },
};

/** Parts of given extents along an axis, one behind the other; null where a walk is too long. */
function split(
  backend: CompiledBackend,
  x: TensorInfo,
  axis: number,
  extents: readonly number[],
): TensorInfo[] | null {
  const parts: TensorInfo[] = [];
  let at = 0;
  for (const extent of extents) {
    const begin = x.shape.map((_, other) => (other === axis ? at : 0));
    at += extent;
    const shape = withExtent(x.shape, axis, extent);
    const part = taken(backend, x, shape, sideOf(backend, x, begin));
    if (part === null) {
      for (const { dataId } of parts) backend.disposeData(dataId);
      return null;
    }
    parts.push(part);
  }
  return parts;
}

const splitV: Kernel = {
  name: SplitV,
  run: (backend, { x }: One, attrs: { numOrSizeSplits: number | number[]; axis: number }) => {
    if (!isNumeric(x)) return null;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0] as number;
    const extents = backend_util.prepareSplitSize(x as Tensor, attrs.numOrSizeSplits, axis);
    return splitRows(backend, x, axis, extents) ?? split(backend, x, axis, extents);
  },
};

const unpack: Kernel = {
  name: Unpack,
  run: (backend, { value }: { value: TensorInfo }, attrs: { axis: number }) => {
    if (!isNumeric(value)) return null;
    const axis = util.parseAxisParam(attrs.axis, value.shape)[0] as number;
    const ones = Array<number>(value.shape[axis] as number).fill(1);
    const shape = value.shape.filter((_, other) => other !== axis);
    return split(backend, value, axis, ones)?.map((part) => ({ ...part, shape })) ?? null;
  },
};

/** Tensors one behind the other along an axis. */
function concatenate(
  backend: CompiledBackend,
  parts: readonly TensorInfo[],
  axis: number,
): TensorInfo {
  const [first] = parts as [TensorInfo];
  const extent = parts.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
  const output = backend.output(withExtent(first.shape, axis, extent), first.dtype);
  let at = 0;
  for (const part of parts) {
    const begin = output.shape.map((_, other) => (other === axis ? at : 0));
    const to = sideOf(backend, output, begin);
    copy(backend, sideOf(backend, part), to, part.shape, bytesOf(part.dtype));
    at += part.shape[axis] as number;
  }
  return output;
}

const concat: Kernel = {
  name: Concat,
  run: (backend, inputs: readonly TensorInfo[], attrs: { axis: number }) => {
    const [first] = inputs as [TensorInfo];
    const alike = inputs.every(({ dtype }) => dtype === first.dtype);
    if (!alike || !isNumeric(first) || first.shape.length > 8) return null;
    const axis = util.parseAxisParam(attrs.axis, first.shape)[0] as number;
    const filled = inputs.filter(({ shape }) => sizeOf(shape) > 0);
    if (filled.length === 0) return null;
    return joined(backend, filled, axis) ?? concatenate(backend, filled, axis);
  },
};

const pack: Kernel = {
  name: Pack,
  run: (backend, inputs: readonly TensorInfo[], { axis }: { axis: number }) => {
    const [first] = inputs as [TensorInfo];
    const alike = inputs.every(({ dtype }) => dtype === first.dtype);
    if (!alike || !isNumeric(first) || first.shape.length > 7) return null;
    const at = axis < 0 ? axis + first.shape.length + 1 : axis;
    const parts = inputs.map((part) => ({ ...part, shape: withAxis(part.shape, at) }));
    return concatenate(backend, parts, at);
  },
};

const padV2: Kernel = {
  name: PadV2,
  run: (
    backend,
    { x }: One,
    { paddings, constantValue }: { paddings: [number, number][]; constantValue: number },
  ) => {
    if (x.dtype !== "float32" || x.shape.length > 8) return null;
    const shape = x.shape.map(
      (extent, axis) => extent + (paddings[axis] as number[]).reduce((a, b) => a + b, 0),
    );
    const output = backend.output(shape);
    backend.submit("fill", backend.address(output), sizeOf(shape), constantValue, 0);
    const to = sideOf(
      backend,
      output,
      paddings.map(([before]) => before),
    );
    copy(backend, sideOf(backend, x), to, x.shape, 4);
    return output;
  },
};

const tile: Kernel = {
  name: Tile,
  run: (backend, { x }: One, { reps }: { reps: number[] }) => {
    if (!isNumeric(x) || reps.length !== x.shape.length) return null;
    const { address, strides } = sideOf(backend, x);
    const extents = x.shape.flatMap((extent, axis) => [reps[axis] as number, extent]);
    const from = { address, strides: strides.flatMap((stride) => [0, stride]) };
    const flat = taken(backend, x, extents, from);
    const shape = x.shape.map((extent, axis) => extent * (reps[axis] as number));
    return flat && { ...flat, shape };
  },
};

/** Kernels that only move elements. */
export const MOVE_KERNELS: readonly Kernel[] = [
  transpose,
  slice,
  splitV,
  unpack,
  concat,
  pack,
  padV2,
  tile,
];
