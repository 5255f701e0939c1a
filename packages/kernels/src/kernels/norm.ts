import { type LayerNormAttrs, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";
import { plain, whichHalves } from "../stored.ts";

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
  const rows = sizeOf(x.shape.slice(0, -1));
  const sum = residual && backend.output(x.shape);
  const [y, mean, rstd] = [
    backend.rounded(x.shape, rows),
    backend.output([rows]),
    backend.output([rows]),
  ];
  const [branch, trunk] = residual && backend.isHalf(residual) ? [residual, x] : [x, residual];
  const from = trunk ? backend.stored(branch) : plain(backend, branch);
  const to = backend.stored(y);
  backend.submit(
    "layerNorm",
    from.address,
    trunk ? backend.address(trunk) : 0,
    backend.address(gain),
    backend.address(bias),
    sum ? backend.address(sum) : 0,
    to.address,
    ...[mean, rstd].map((output) => backend.address(output)),
    ...[rows, columns, epsilon],
    whichHalves([from, null, null, null, null, to]),
  );
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
    const slope = backend.stored(dy);
    backend.submit(
      "layerNormGrad",
      ...[x, gain, mean, rstd].map((input) => backend.address(input)),
      slope.address,
      dsum ? backend.address(dsum) : 0,
      ...outputs.map((output) => backend.address(output)),
      ...[sizeOf(x.shape.slice(0, -1)), columns],
      whichHalves([null, null, null, null, slope]),
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
