import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import { ACTIVATIONS } from "./activation.ts";

/** y = activation(x·W + b). */
const linear = kernelOf(
  OPS.linear,
  (
    backend,
    { x, weight, bias }: { x: TensorInfo; weight: TensorInfo; bias?: TensorInfo },
    { activation },
  ) => {
    const [k, n] = weight.shape as [number, number];
    const m = k === 0 ? sizeOf(x.shape.slice(0, -1)) : sizeOf(x.shape) / k;
    const shape = [...x.shape.slice(0, -1), n];
    const pre = backend.output(shape);
    const y = activation === "none" ? null : backend.output(shape);
    backend.call(
      "linear",
      backend.address(x),
      backend.address(weight),
      bias ? backend.address(bias) : 0,
      backend.address(pre),
      y ? backend.address(y) : 0,
      ...[m, n, k],
      ACTIVATIONS[activation],
    );
    return y ? [y, pre] : [pre];
  },
);

/** d = dy·activation'(pre); dx = d·Wᵀ, dW = xᵀ·d, db = Σ d. */
const linearGrad = kernelOf(
  OPS.linearGrad,
  (
    backend,
    inputs: { x: TensorInfo; weight: TensorInfo; dy: TensorInfo; pre?: TensorInfo },
    { activation },
  ) => {
    const { x, weight, dy, pre } = inputs;
    const [k, n] = weight.shape as [number, number];
    const m = n === 0 ? 0 : sizeOf(dy.shape) / n;
    const outputs = [x.shape, [k, n], [n]].map((shape) => backend.output(shape));
    backend.call(
      "linearGrad",
      backend.address(x),
      backend.address(weight),
      backend.address(dy),
      pre ? backend.address(pre) : 0,
      ...outputs.map((output) => backend.address(output)),
      ...[m, n, k],
      ACTIVATIONS[activation],
    );
    return outputs;
  },
);

/** The linear layer. */
export const LINEAR_KERNELS: readonly Kernel[] = [linear, linearGrad];
