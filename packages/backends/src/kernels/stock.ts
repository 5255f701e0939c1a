import {
  _FusedMatMul,
  add,
  BatchMatMul,
  backend_util,
  Concat,
  elu,
  Identity,
  type KernelFunc,
  leakyRelu,
  matMul,
  prelu,
  relu,
  relu6,
  Slice,
  SplitV,
  sigmoid,
  slice_util,
  type Tensor,
  type TensorInfo,
  tidy,
  Unpack,
  util,
} from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import { batchMatMul, type MatMulAttrs, takesMatMul } from "./matmul.ts";
import { concatAlong, copyPart, splitAlong } from "./slices.ts";

/** A better version of a stock kernel; null leaves the call to the stock one. */
export interface StockKernel {
  readonly name: string;
  readonly run: (heap: Heap, inputs: never, attrs: never) => TensorInfo | TensorInfo[] | null;
}

interface One {
  readonly x: TensorInfo;
}

/** Strings lie outside of the heap. */
function isNumeric({ dtype }: TensorInfo): boolean {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

const matmul: StockKernel = {
  name: BatchMatMul,
  run: (heap, inputs: { a: TensorInfo; b: TensorInfo }, attrs: MatMulAttrs) =>
    takesMatMul(inputs) ? batchMatMul(heap, inputs, attrs) : null,
};

interface FusedAttrs extends MatMulAttrs {
  readonly activation: keyof typeof ACTIVATIONS;
  readonly leakyreluAlpha?: number;
}

const ACTIVATIONS = {
  linear: (x: Tensor) => x,
  relu,
  relu6,
  sigmoid,
  elu,
  leakyrelu: (x: Tensor, { leakyreluAlpha = 0.2 }: FusedAttrs) => leakyRelu(x, leakyreluAlpha),
  prelu: (x: Tensor, _: FusedAttrs, weights: Tensor | undefined) => prelu(x, weights as Tensor),
};

/** From its parts: the stock wasm kernel adds the bias once for every 48 columns. */
const fusedMatMul: StockKernel = {
  name: _FusedMatMul,
  run: (
    _heap,
    inputs: { a: Tensor; b: Tensor; bias?: Tensor; preluActivationWeights?: Tensor },
    attrs: FusedAttrs,
  ) =>
    tidy(() => {
      const product = matMul(inputs.a, inputs.b, attrs.transposeA, attrs.transposeB);
      const biased = inputs.bias ? add(product, inputs.bias) : product;
      const activation = ACTIVATIONS[attrs.activation];
      return activation(biased, attrs, inputs.preluActivationWeights);
    }),
};

const slice: StockKernel = {
  name: Slice,
  run: (heap, { x }: One, attrs: { begin: number | number[]; size: number | number[] }) => {
    if (!isNumeric(x)) return null;
    const [begin, size] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    slice_util.assertParamsValid(x, begin as number[], size as number[]);
    return copyPart(heap, x, begin as number[], size as number[]);
  },
};

const splitV: StockKernel = {
  name: SplitV,
  run: (heap, { x }: One, attrs: { numOrSizeSplits: number | number[]; axis: number }) => {
    if (!isNumeric(x)) return null;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0] as number;
    const extents = backend_util.prepareSplitSize(x as Tensor, attrs.numOrSizeSplits, axis);
    return splitAlong(heap, x, axis, extents);
  },
};

const unpack: StockKernel = {
  name: Unpack,
  run: (heap, { value }: { value: TensorInfo }, attrs: { axis: number }) => {
    if (!isNumeric(value)) return null;
    const axis = util.parseAxisParam(attrs.axis, value.shape)[0] as number;
    const shape = value.shape.filter((_, other) => other !== axis);
    const ones = Array<number>(value.shape[axis] as number).fill(1);
    return splitAlong(heap, value, axis, ones).map((part) => ({ ...part, shape }));
  },
};

const concat: StockKernel = {
  name: Concat,
  run: (heap, inputs: readonly TensorInfo[], attrs: { axis: number }) => {
    const [first] = inputs as readonly [TensorInfo];
    const alike = inputs.every((part) => isNumeric(part) && part.dtype === first.dtype);
    if (!alike || inputs.some((part) => sizeOf(part) === 0)) return null;
    return concatAlong(heap, inputs, util.parseAxisParam(attrs.axis, first.shape)[0] as number);
  },
};

/** tfjs-core makes one for every tensor saved on the tape; nothing in this package writes to data that are shared. */
const identity: StockKernel = {
  name: Identity,
  run: (heap, { x }: One) => (isNumeric(x) ? heap.share(x, x.shape) : null),
};

/** Better stock kernels for both backends. */
export const MATRIX_KERNELS: readonly StockKernel[] = [matmul, fusedMatMul];

/** Those that the wasm backend does by copying too much. */
export const COPY_KERNELS: readonly StockKernel[] = [slice, splitV, unpack, concat, identity];

/** As a kernel function that falls back to the stock one. */
export function kernelFunction(heap: Heap, kernel: StockKernel, stock: KernelFunc): KernelFunc {
  const run = kernel.run as (
    heap: Heap,
    inputs: object,
    attrs: object,
  ) => TensorInfo | TensorInfo[] | null;
  return (params) => run(heap, params.inputs, params.attrs ?? {}) ?? stock(params);
}
