import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../heap.ts";
import type { Matrix } from "../numerics/numerics.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

/** Row-major `[…, columns]` at the start of an array. */
function matrix(data: Float32Array, columns: number): Matrix {
  return { data, at: 0, row: columns, column: 1 };
}

/** The same, turned: `[columns, …]`. */
function turned(data: Float32Array, columns: number): Matrix {
  return { data, at: 0, row: 1, column: columns };
}

/** y = activation(x·W + b). */
export const linear: HeapKernel = kernelOf(
  OPS.linear,
  (
    heap,
    { x, weight, bias }: { x: TensorInfo; weight: TensorInfo; bias?: TensorInfo },
    { activation },
  ) => {
    const [k, n] = weight.shape as [number, number];
    const m = sizeOf(x) / k;
    const shape = [...x.shape.slice(0, -1), n];
    const pre = heap.output(shape);
    const y = activation === "none" ? pre : heap.output(shape);
    heap.numerics.multiply({
      ...{ m, n, k },
      a: matrix(heap.floats(x), k),
      b: matrix(heap.floats(weight), n),
      c: matrix(heap.floats(pre), n),
      start: bias && heap.floats(bias),
    });
    if (activation === "none") return [pre];
    heap.numerics.activate(activation, heap.floats(pre), heap.floats(y));
    return [y, pre];
  },
);

/** d = dy·activation'(pre); dx = d·Wᵀ, dW = xᵀ·d, db = Σ d. */
export const linearGrad: HeapKernel = kernelOf(
  OPS.linearGrad,
  (
    heap,
    inputs: { x: TensorInfo; weight: TensorInfo; dy: TensorInfo; pre?: TensorInfo },
    { activation },
  ) => {
    const [k, n] = inputs.weight.shape as [number, number];
    const m = sizeOf(inputs.x) / k;
    const outputs = [inputs.x.shape, [k, n], [n]].map((shape) => heap.output(shape));
    const [space] = heap.scratch(inputs.pre ? m * n : 0) as [Float32Array];
    const [dx, dWeight, dBias] = outputs.map(heap.floats) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [x, weight] = [heap.floats(inputs.x), heap.floats(inputs.weight)];
    let d = heap.floats(inputs.dy);
    if (inputs.pre && activation !== "none") {
      heap.numerics.activateGrad(activation, heap.floats(inputs.pre), d, space);
      d = space;
    }
    const { multiply } = heap.numerics;
    multiply({ m, n: k, k: n, a: matrix(d, n), b: turned(weight, n), c: matrix(dx, k) });
    multiply({ m: k, n, k: m, a: turned(x, k), b: matrix(d, n), c: matrix(dWeight, n) });
    heap.numerics.columnSums(d, m, dBias.fill(0));
    return outputs;
  },
);
