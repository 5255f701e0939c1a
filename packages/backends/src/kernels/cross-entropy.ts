import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { reduceLosses, rowGradients, rowLosses, rowScale } from "./cross-entropy-rows.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

export const crossEntropy: HeapKernel = kernelOf(
  OPS.crossEntropy,
  (heap, inputs: { logits: TensorInfo; targets: TensorInfo }, attrs) => {
    const [rows, vocab] = inputs.logits.shape as [number, number];
    const shape = attrs.reduction === "none" ? [rows] : [];
    const outputs = [heap.output(shape), heap.output([rows])];
    const [losses, space] = heap.scratch(rows, vocab) as [Float32Array, Float32Array];
    const [loss, lse] = outputs.map(heap.floats) as [Float32Array, Float32Array];
    const targets = heap.integers(inputs.targets);
    const logits = { logits: heap.floats(inputs.logits), targets, vocab };
    rowLosses(heap.numerics, logits, attrs, space, losses, lse);
    reduceLosses(losses.subarray(0, rows), targets, attrs, loss);
    return outputs;
  },
);

export const crossEntropyGrad: HeapKernel = kernelOf(
  OPS.crossEntropyGrad,
  (
    heap,
    inputs: { logits: TensorInfo; targets: TensorInfo; lse: TensorInfo; dy: TensorInfo },
    attrs,
  ) => {
    const output = heap.output(inputs.logits.shape);
    const targets = heap.integers(inputs.targets);
    const vocab = inputs.logits.shape[1] as number;
    const logits = { logits: heap.floats(inputs.logits), targets, vocab };
    const scale = rowScale(targets, heap.floats(inputs.dy), attrs);
    const lse = heap.floats(inputs.lse);
    rowGradients(heap.numerics, logits, attrs, lse, scale, heap.floats(output));
    return [output];
  },
);
