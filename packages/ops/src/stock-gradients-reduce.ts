import {
  cast,
  cumsum,
  div,
  equal,
  type GradConfig,
  mul,
  onesLike,
  reshape,
  type Tensor,
} from "@tensorflow/tfjs-core";

/** Shape of x with the reduced axes kept as 1. */
function keptShape(x: Tensor, axis: number | number[] | undefined): number[] {
  const axes = axesOf(axis, x.rank);
  return x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
}

/** dy spread over the axes that a reduction removed. */
function spread(dy: Tensor, x: Tensor, axis: number | number[] | undefined): Tensor {
  return mul(reshape(dy, keptShape(x, axis)), onesLike(x));
}

/** Axes of an attribute, counted from the front; all if there is none. */
export function axesOf(axis: number | number[] | undefined, rank: number): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  return [axis].flat().map((a) => (a < 0 ? a + rank : a));
}

/** Of the elements that are equally large, each gets the whole gradient, as in stock tfjs. */
function extreme(kernelName: "Max" | "Min"): GradConfig {
  return {
    kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({
      x: () => {
        // the same thing, named differently by the two kernels
        const { reductionIndices, axis } = attrs as { [name: string]: number[] | undefined };
        const shape = keptShape(x as Tensor, reductionIndices ?? axis);
        const chosen = cast(equal(x as Tensor, reshape(y as Tensor, shape)), "float32");
        return mul(chosen, reshape(dy as Tensor, shape));
      },
    }),
  };
}

/** Gradients of reductions and running sums. */
export const REDUCE_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => spread(dy as Tensor, x as Tensor, (attrs as { axis?: number[] }).axis),
    }),
  },
  {
    kernelName: "Mean",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { axis } = attrs as { axis?: number[] };
        const count = (x as Tensor).size / (dy as Tensor).size;
        return div(spread(dy as Tensor, x as Tensor, axis), count);
      },
    }),
  },
  extreme("Max"),
  extreme("Min"),
  {
    kernelName: "Cumsum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { axis, exclusive, reverse } = attrs as unknown as CumsumAttrs;
        const [positive] = axesOf(axis, (x as Tensor).rank);
        return cumsum(dy as Tensor, positive as number, exclusive, !reverse);
      },
    }),
  },
];

interface CumsumAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}
