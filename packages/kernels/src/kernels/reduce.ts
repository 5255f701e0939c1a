import { Max, Mean, Softmax, Sum, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { areFloat, sizeOf } from "../dtype.ts";
import type { Kernel } from "../kernel.ts";

/** Numbers of the reductions in native/elementwise.cc. */
const REDUCTIONS = { [Sum]: 0, [Mean]: 1, [Max]: 2 };

interface ReduceAttrs {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/** Reduces neighbouring axes; others are left to the stock kernel. */
function reduce(
  backend: CompiledBackend,
  kind: number,
  x: TensorInfo,
  { axis, reductionIndices, keepDims = false }: ReduceAttrs,
): TensorInfo | null {
  const axes = util.parseAxisParam(axis ?? reductionIndices ?? x.shape.map((_, i) => i), x.shape);
  const sorted = [...axes].sort((a, b) => a - b);
  const [first = 0] = sorted;
  if (sorted.some((each, i) => each !== first + i)) return null;
  const shape = x.shape.flatMap((extent, i) =>
    sorted.includes(i) ? (keepDims ? [1] : []) : [extent],
  );
  const output = backend.output(shape);
  const outer = sizeOf(x.shape.slice(0, first));
  const count = sizeOf(x.shape.slice(first, first + sorted.length));
  const inner = sizeOf(x.shape.slice(first + sorted.length));
  const places = [backend.address(x), backend.address(output)];
  backend.submit("reduce", ...places, outer, count, inner, kind);
  return output;
}

function reduction([name, kind]: [string, number]): Kernel {
  return {
    name,
    run: (backend, { x }: { x: TensorInfo }, attrs: ReduceAttrs) =>
      areFloat(x) ? reduce(backend, kind, x, attrs) : null,
  };
}

const softmax: Kernel = {
  name: Softmax,
  run: (backend, { logits }: { logits: TensorInfo }, { dim }: { dim: number }) => {
    const last = dim === -1 || dim === logits.shape.length - 1;
    if (!areFloat(logits) || !last) return null;
    const y = backend.output(logits.shape);
    const columns = logits.shape.at(-1) as number;
    const rows = columns === 0 ? 0 : sizeOf(logits.shape) / columns;
    backend.submit("softmax", backend.address(logits), backend.address(y), rows, columns);
    return y;
  },
};

/** Sums, means, maxima and softmax. */
export const REDUCE_KERNELS: readonly Kernel[] = [
  ...Object.entries(REDUCTIONS).map(reduction),
  softmax,
];
