import { type DropoutSpec, OPS } from "@gpt/ops";
import { STREAM } from "@gpt/random";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../dtype.ts";
import { type Kernel, kernelOf } from "../kernel.ts";

/** Threshold, factor, seed, step, site and stream, as kernels take them; factor 0: no dropout. */
export function dropoutNumbers(spec: DropoutSpec | null): number[] {
  if (spec === null) return [0, 0, 0, 0, 0, 0];
  const { rate, seed, step, site } = spec;
  const words = [seed, step, site].map((word) => word >>> 0);
  return [Math.floor(rate * 2 ** 32), 1 / (1 - rate), ...words, STREAM.dropout];
}

const dropout = kernelOf(OPS.dropout, (backend, { x }: { x: TensorInfo }, spec) => {
  const y = backend.output(x.shape);
  const size = sizeOf(x.shape);
  backend.submit("dropout", backend.address(x), backend.address(y), size, ...dropoutNumbers(spec));
  return [y];
});

/** Dropout of activations. */
export const DROPOUT_KERNELS: readonly Kernel[] = [dropout];
