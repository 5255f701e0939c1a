import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

/** Normalises x; makes y, mean and rstd. */
function normalized(
  heap: Heap,
  x: TensorInfo,
  gain: TensorInfo,
  bias: TensorInfo,
  epsilon: number,
): TensorInfo[] {
  const rows = sizeOf(x) / sizeOf(gain);
  const outputs = [x.shape, [rows], [rows]].map((shape) => heap.output(shape));
  const [y, mean, rstd] = outputs.map(heap.floats) as [Float32Array, Float32Array, Float32Array];
  const arrays = { x: heap.floats(x), gain: heap.floats(gain), mean, rstd };
  heap.numerics.normalize(arrays, heap.floats(bias), epsilon, y);
  return outputs;
}

export const layerNorm: HeapKernel = kernelOf(
  OPS.layerNorm,
  (heap, { x, gain, bias }: { x: TensorInfo; gain: TensorInfo; bias: TensorInfo }, { epsilon }) =>
    normalized(heap, x, gain, bias, epsilon),
);

export const addLayerNorm: HeapKernel = kernelOf(
  OPS.addLayerNorm,
  (
    heap,
    inputs: { x: TensorInfo; residual: TensorInfo; gain: TensorInfo; bias: TensorInfo },
    { epsilon },
  ) => {
    const sum = heap.output(inputs.x.shape);
    const { x, residual, gain, bias } = inputs;
    heap.numerics.add(heap.floats(x), heap.floats(residual), heap.floats(sum));
    const [y, mean, rstd] = normalized(heap, sum, gain, bias, epsilon) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    return [y, sum, mean, rstd];
  },
);

export const layerNormGrad: HeapKernel = kernelOf(
  OPS.layerNormGrad,
  (
    heap,
    inputs: {
      x: TensorInfo;
      gain: TensorInfo;
      mean: TensorInfo;
      rstd: TensorInfo;
      dy: TensorInfo;
      dsum?: TensorInfo;
    },
  ) => {
    const { shape } = inputs.gain;
    const outputs = [inputs.x.shape, shape, shape].map((extent) => heap.output(extent));
    const [dx, dgain, dbias] = outputs.map(heap.floats) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [x, gain] = [heap.floats(inputs.x), heap.floats(inputs.gain)];
    const rows = { x, gain, mean: heap.floats(inputs.mean), rstd: heap.floats(inputs.rstd) };
    const dy = heap.floats(inputs.dy);
    heap.numerics.normalizeGrad(rows, dy, dx, dgain.fill(0), dbias.fill(0));
    if (inputs.dsum) heap.numerics.add(dx, heap.floats(inputs.dsum), dx);
    return outputs;
  },
);
