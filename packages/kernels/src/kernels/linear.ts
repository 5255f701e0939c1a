import { OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import { plain, type Stored, whichHalves } from "../stored.ts";
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
    const m = sizeOf(x.shape.slice(0, -1));
    const shape = [...x.shape.slice(0, -1), n];
    const pre = backend.rounded(shape, m);
    const y = activation === "none" ? null : backend.rounded(shape, m);
    const from = backend.roundsRows(m) ? backend.stored(x) : plain(backend, x);
    const matrix = backend.besideRows(m, weight);
    const to = backend.stored(pre);
    backend.submit(
      "linear",
      from.address,
      matrix.address,
      bias ? backend.address(bias) : 0,
      to.address,
      y ? backend.stored(y).address : 0,
      ...[m, n, k],
      ACTIVATIONS[activation],
      whichHalves([from, matrix, null, to]),
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
    const m = sizeOf(dy.shape.slice(0, -1));
    const dx = backend.rounded(x.shape);
    const outputs = [[k, n], [n]].map((shape) => backend.output(shape));
    const [from, slope, before, to] = [x, dy, pre, dx].map((tensor) =>
      tensor ? backend.stored(tensor) : null,
    ) as [Stored, Stored, Stored | null, Stored];
    backend.submit(
      "linearGrad",
      from.address,
      backend.address(weight),
      slope.address,
      before?.address ?? 0,
      to.address,
      ...outputs.map((output) => backend.address(output)),
      ...[m, n, k],
      ACTIVATIONS[activation],
      whichHalves([from, null, slope, before, to]),
    );
    return [dx, ...outputs];
  },
);

/** The linear layer. */
export const LINEAR_KERNELS: readonly Kernel[] = [linear, linearGrad];
