import { type LayerNormAttrs, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly residual?: TensorInfo;
  readonly gain: TensorInfo;
  readonly bias: TensorInfo;
}

function normalize(
  backend: CompiledBackend,
  { x, residual, gain, bias }: Inputs,
  { epsilon }: LayerNormAttrs,
): TensorInfo[] {
  const columns = sizeOf(gain.shape);
  const rows = sizeOf(x.shape) / columns;
  const sum = residual && backend.output(x.shape);
  const outputs = [x.shape, [rows], [rows]].map((shape) => backend.output(shape));
  backend.call(
    "layerNorm",
    backend.address(x),
    residual ? backend.address(residual) : 0,
    backend.address(gain),
    backend.address(bias),
    sum ? backend.address(sum) : 0,
    ...outputs.map((output) => backend.address(output)),
    ...[rows, columns, epsilon],
  );
  const [y, mean, rstd] = outputs as [TensorInfo, TensorInfo, TensorInfo];
  return sum ? [y, sum, mean, rstd] : [y, mean, rstd];
}

const layerNormGrad = kernelOf(
  OPS.layerNormGrad,
  (backend, inputs: { [name: string]: TensorInfo }) => {
    const { x, gain, mean, rstd, dy, dsum } = inputs as {
      [name in "x" | "gain" | "mean" | "rstd" | "dy"]: TensorInfo;
    } & { dsum?: TensorInfo };
    const columns = sizeOf(gain.shape);
    const outputs = [x.shape, gain.shape, gain.shape].map((shape) => backend.output(shape));
    backend.call(
      "layerNormGrad",
      ...[x, gain, mean, rstd, dy].map((input) => backend.address(input)),
      dsum ? backend.address(dsum) : 0,
      ...outputs.map((output) => backend.address(output)),
      ...[sizeOf(x.shape) / columns, columns],
    );
    return outputs;
  },
);

/** Layer normalisation. */
export const NORM_KERNELS: readonly Kernel[] = [
  kernelOf(OPS.layerNorm, normalize),
  kernelOf(OPS.addLayerNorm, normalize),
  layerNormGrad,
];
