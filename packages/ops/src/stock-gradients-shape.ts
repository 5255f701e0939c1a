import {
  concat,
  type GradConfig,
  pad,
  reshape,
  reverse,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { runOp1 } from "./dispatch.ts";
import { EMBEDDING_GRAD } from "./embedding.ts";
import { axesOf } from "./stock-gradients-reduce.ts";

function reshapeBack(kernelName: string, name: string): GradConfig {
  return {
    kernelName,
    inputsToSave: [name],
    gradFunc: (dy, [x]) => ({ [name]: () => reshape(dy as Tensor, (x as Tensor).shape) }),
  };
}

function axisOf(attrs: object, rank: number): number {
  return axesOf((attrs as { axis: number }).axis ?? 0, rank)[0] as number;
}

/** Gradients of kernels that only move elements. */
export const SHAPE_GRADIENTS: readonly GradConfig[] = [
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
      Object.fromEntries(parts.map((_, i) => [i, () => (dy as Tensor).clone()])),
  },
  {
    kernelName: "Tile",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => untile(dy as Tensor, x as Tensor, (attrs as unknown as { reps: number[] }).reps),
    }),
  },
  {
    kernelName: "Reverse",
    gradFunc: (dy, _saved, attrs) => ({
      x: () => reverse(dy as Tensor, (attrs as unknown as { dims: number | number[] }).dims),
    }),
  },
  {
    kernelName: "GatherV2",
    inputsToSave: ["x", "indices"],
    gradFunc: (dy, [x, indices], attrs) => ({
      x: () =>
        ungather(dy as Tensor, x as Tensor, indices as Tensor, axisOf(attrs, (x as Tensor).rank)),
    }),
  },
];

/** Sums the copies of a tile: one axis after the other, `[before, copies, one copy and the rest]`. */
function untile(dy: Tensor, x: Tensor, reps: readonly number[]): Tensor {
  let rest = dy;
  reps.forEach((copies, axis) => {
    const before = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    if (copies > 1) rest = sum(reshape(rest, [before, copies, -1]), 1);
  });
  return reshape(rest, x.shape);
}

/** Adds the slices of dy up where they were taken from, without UnsortedSegmentSum (tfjs wasm has none). */
function ungather(dy: Tensor, x: Tensor, indices: Tensor, axis: number): Tensor {
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  // x [before, rows, after], dy [before, ...indices, after]: rows and indices come to the front
  const front = transpose(dy, [
    ...range(axis, indices.rank),
    ...range(0, axis),
    ...range(axis + indices.rank, dy.rank - axis - indices.rank),
  ]);
  const rows = x.shape[axis] as number;
  const d = reshape(front, [-1, x.size / rows]);
  const sums = runOp1(EMBEDDING_GRAD, { ids: reshape(indices, [-1]), dy: d }, { rows });
  const moved = [rows, ...x.shape.slice(0, axis), ...x.shape.slice(axis + 1)];
  const back = [...range(1, axis), 0, ...range(axis + 1, x.rank - axis - 1)];
  return transpose(reshape(sums, moved), back);
}
