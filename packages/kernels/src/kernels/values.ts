import {
  Cast,
  type DataType,
  ExpandDims,
  Fill,
  GatherV2,
  Identity,
  OnesLike,
  Reshape,
  type TensorInfo,
  util,
  ZerosLike,
} from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { bytesOf, DTYPES, isNumeric, sizeOf, withAxis } from "../dtype.ts";
import type { Kernel, One } from "../kernel.ts";
import { gather } from "./embedding.ts";

const identity: Kernel = {
  name: Identity,
  run: (backend, { x }: One) => backend.share(x, x.shape),
};

const reshape: Kernel = {
  name: Reshape,
  run: (backend, { x }: One, { shape }: { shape: number[] }) =>
    backend.share(x, util.inferFromImplicitShape(shape, sizeOf(x.shape))),
};

const expandDims: Kernel = {
  name: ExpandDims,
  run: (backend, { input }: { input: TensorInfo }, { dim }: { dim: number }) => {
    const rank = input.shape.length;
    return backend.share(input, withAxis(input.shape, dim < 0 ? rank + dim + 1 : dim));
  },
};

const cast: Kernel = {
  name: Cast,
  run: (backend, { x }: One, { dtype }: { dtype: DataType }) => {
    if (x.dtype === dtype) return backend.share(x, x.shape);
    if (!isNumeric(x) || !(dtype in DTYPES)) return null;
    const y = backend.output(x.shape, dtype);
    const kinds = [DTYPES[x.dtype as "float32"], DTYPES[dtype as "float32"]];
    backend.submit("cast", backend.address(x), backend.address(y), sizeOf(x.shape), ...kinds);
    return y;
  },
};

/** A tensor of equal numbers. */
function filled(
  backend: CompiledBackend,
  shape: readonly number[],
  value: number,
  dtype: DataType,
): TensorInfo {
  const y = backend.output(shape, dtype);
  backend.submit("fill", backend.address(y), sizeOf(shape), value, DTYPES[dtype as "float32"]);
  return y;
}

interface FillAttrs {
  readonly shape: number[];
  readonly value: number | string;
  readonly dtype?: DataType;
}

const fill: Kernel = {
  name: Fill,
  run: (backend, _: object, { shape, value, dtype }: FillAttrs) => {
    const kind = dtype ?? util.inferDtype(value);
    if (typeof value === "string" || !(kind in DTYPES)) return null;
    return filled(backend, shape, value, kind);
  },
};

function like(name: string, value: number): Kernel {
  return {
    name,
    run: (backend, { x }: One) => (isNumeric(x) ? filled(backend, x.shape, value, x.dtype) : null),
  };
}

const gatherRows: Kernel = {
  name: GatherV2,
  run: (
    backend,
    { x, indices }: { x: TensorInfo; indices: TensorInfo },
    { axis, batchDims = 0 }: { axis: number; batchDims?: number },
  ) => {
    const rows = axis === 0 && batchDims === 0 && x.shape.length > 0;
    const words = isNumeric(x) && bytesOf(x.dtype) === 4;
    return rows && words && indices.dtype === "int32" ? gather(backend, x, indices) : null;
  },
};

/** Kernels that make, rename or convert values. */
export const VALUE_KERNELS: readonly Kernel[] = [
  identity,
  reshape,
  expandDims,
  cast,
  fill,
  like(ZerosLike, 0),
  like(OnesLike, 1),
  gatherRows,
];
