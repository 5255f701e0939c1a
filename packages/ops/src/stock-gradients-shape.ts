import {
  add,
  concat,
  div,
  type GradConfig,
  mul,
  onesLike,
  pad,
  reshape,
  slice,
  split,
  stack,
  type Tensor,
  type Tensor1D,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { runOp1 } from "./dispatch.ts";
import { EMBEDDING_GRAD } from "./embedding.ts";

/** dy spread over the axes that a reduction removed. */
function spread(dy: Tensor, x: Tensor, axis: number | number[] | undefined): Tensor {
  const axes = normalize(axis, x.rank);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return mul(reshape(dy, kept), onesLike(x));
}

function normalize(axis: number | number[] | undefined, rank: number): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  return [axis].flat().map((a) => (a < 0 ? a + rank : a));
}

function reshapeBack(kernelName: string, name: string): GradConfig {
  return {
    kernelName,
    inputsToSave: [name],
    gradFunc: (dy, [x]) => ({ [name]: () => reshape(dy as Tensor, (x as Tensor).shape) }),
  };
}

function axisOf(attrs: object, rank: number): number {
  return normalize((attrs as { axis: number }).axis ?? 0, rank)[0] as number;
}

/** Gradients of reductions and of kernels that only move elements. */
export const SHAPE_GRADIENTS: readonly GradConfig[] = [
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
  reshapeBack("Reshape", "x"),
  reshapeBack("ExpandDims", "input"),
  {
    kernelName: "Transpose",
    gradFunc: (dy, _saved, attrs) => ({
      x: () => {
        const { perm } = attrs as unknown as { perm: number[] };
        return transpose(
          dy as Tensor,
          perm.map((_, i) => perm.indexOf(i)),
        );
      },
    }),
  },
  {
    kernelName: "Slice",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const begin = [(attrs as { begin: number | number[] }).begin].flat();
        const before = (x as Tensor).shape.map((_, i) => begin[i] ?? 0);
        const paddings = before.map((start, i): [number, number] => [
          start,
          ((x as Tensor).shape[i] as number) - start - ((dy as Tensor).shape[i] as number),
        ]);
        return pad(dy as Tensor, paddings);
      },
    }),
  },
  {
    kernelName: "PadV2",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { paddings } = attrs as unknown as { paddings: [number, number][] };
        return slice(
          dy as Tensor,
          paddings.map(([before]) => before),
          (x as Tensor).shape,
        );
      },
    }),
  },
  {
    kernelName: "SplitV",
    gradFunc: (dys, _saved, attrs) => ({
      x: () => concat([dys].flat() as Tensor[], axisOf(attrs, ([dys].flat()[0] as Tensor).rank)),
    }),
  },
  {
    kernelName: "Concat",
    saveAllInputs: true,
    gradFunc: (dy, parts, attrs) => {
      const axis = axisOf(attrs, (dy as Tensor).rank);
      const pieces = split(
        dy as Tensor,
        parts.map((part) => part.shape[axis] as number),
        axis,
      );
      return Object.fromEntries(pieces.map((piece, i) => [i, () => piece]));
    },
  },
  {
    kernelName: "Pack",
    saveAllInputs: true,
    gradFunc: (dy, _parts, attrs) => {
      const pieces = unstack(dy as Tensor, axisOf(attrs, (dy as Tensor).rank));
      return Object.fromEntries(pieces.map((piece, i) => [i, () => piece]));
    },
  },
  {
    kernelName: "Unpack",
    gradFunc: (dys, _saved, attrs) => ({
      value: () =>
        stack([dys].flat() as Tensor[], (attrs as unknown as { axis?: number }).axis ?? 0),
    }),
  },
  {
    kernelName: "AddN",
    saveAllInputs: true,
    gradFunc: (dy, parts) =>
      Object.fromEntries(parts.map((_, i) => [i, () => add(dy as Tensor, 0)])),
  },
  {
    kernelName: "GatherV2",
    inputsToSave: ["x", "indices"],
    gradFunc: (dy, [x, indices]) => ({
      x: () => {
        const rows = (x as Tensor).shape[0] as number; // axis 0 only: [V, ...] by rows
        const width = (x as Tensor).size / rows;
        const d = reshape(dy as Tensor, [-1, width]);
        const ids = reshape(indices as Tensor, [-1]) as Tensor1D;
        return reshape(runOp1(EMBEDDING_GRAD, { ids, dy: d }, { rows }), (x as Tensor).shape);
      },
    }),
  },
];
