import {
  Add,
  Atan2,
  BatchMatMul,
  Bincount,
  BitwiseAnd,
  backend_util,
  Concat,
  type DataType,
  Diag,
  Equal,
  FloorDiv,
  GatherNd,
  GatherV2,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LinSpace,
  LogicalAnd,
  LogicalOr,
  Maximum,
  Minimum,
  MirrorPad,
  Mod,
  Multinomial,
  Multiply,
  NotEqual,
  OneHot,
  Pack,
  PadV2,
  Pow,
  Range,
  RealDiv,
  ResizeBilinear,
  ResizeNearestNeighbor,
  ScatterNd,
  SparseToDense,
  SquaredDifference,
  Sub,
  type TensorInfo,
  Tile,
} from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { outOfMemory } from "../block.ts";
import { bytesOf, withExtent } from "../dtype.ts";
import type { Kernel, One } from "../kernel.ts";
import { countOf } from "../stored.ts";

/** Shape and dtype of what a stock kernel makes. */
type Output = readonly [shape: readonly number[], dtype: DataType];
type OutputOf = (inputs: never, attrs: never) => Output;

const broadcast: OutputOf = ({ a, b }: { a: TensorInfo; b: TensorInfo }) => [
  backend_util.assertAndGetBroadcastShape(a.shape, b.shape),
  a.dtype,
];
const compare: OutputOf = (inputs) => [broadcast(inputs, {} as never)[0], "bool"];
const padded: OutputOf = ({ x }: One, { paddings }: { paddings: [number, number][] }) => [
  x.shape.map((extent, axis) => {
    const [before, after] = paddings[axis] as [number, number];
    return before + extent + after;
  }),
  x.dtype,
];

const resized: OutputOf = (
  { images }: { images: TensorInfo },
  { size }: { size: [number, number] },
) => [[images.shape[0] as number, ...size, images.shape[3] as number], "float32"];

/** Stock kernels that make more than they take. */
const OUTPUTS: { readonly [name: string]: OutputOf } = {
  ...Object.fromEntries(
    [Add, Sub, Multiply, RealDiv, Maximum, Minimum, Mod, Pow, FloorDiv, SquaredDifference]
      .concat(Atan2, BitwiseAnd)
      .map((name) => [name, broadcast]),
  ),
  ...Object.fromEntries(
    [Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr].map((name) => [
      name,
      compare,
    ]),
  ),
  [OneHot]: (
    { indices }: { indices: TensorInfo },
    { depth, dtype }: { depth: number; dtype: DataType },
  ) => [[...indices.shape, depth], dtype],
  [Range]: (_, attrs: { start: number; stop: number; step: number; dtype: DataType }) => {
    const { start, stop, step, dtype } = attrs;
    return [[Math.max(0, Math.ceil((stop - start) / step))], dtype];
  },
  [LinSpace]: (_, { num }: { num: number }) => [[num], "float32"],
  [Multinomial]: ({ logits }: { logits: TensorInfo }, { numSamples }: { numSamples: number }) => [
    [logits.shape[0] as number, numSamples],
    "int32",
  ],
  [Tile]: ({ x }: One, { reps }: { reps: number[] }) => [
    x.shape.map((extent, axis) => extent * (reps[axis] as number)),
    x.dtype,
  ],
  [PadV2]: padded,
  [MirrorPad]: padded,
  [GatherV2]: ({ x, indices }: { x: TensorInfo; indices: TensorInfo }, attrs: GatherAttrs) => {
    const axis = attrs.axis < 0 ? attrs.axis + x.shape.length : attrs.axis;
    const picked = indices.shape.slice(attrs.batchDims ?? 0);
    return [[...x.shape.slice(0, axis), ...picked, ...x.shape.slice(axis + 1)], x.dtype];
  },
  [GatherNd]: ({ params, indices }: { params: TensorInfo; indices: TensorInfo }) => {
    const picked = indices.shape.slice(0, -1);
    return [[...picked, ...params.shape.slice(indices.shape.at(-1))], params.dtype];
  },
  [ScatterNd]: ({ updates }: { updates: TensorInfo }, { shape }: { shape: number[] }) => [
    shape,
    updates.dtype,
  ],
  [SparseToDense]: (
    { sparseValues }: { sparseValues: TensorInfo },
    { outputShape }: { outputShape: number[] },
  ) => [outputShape, sparseValues.dtype],
  [Bincount]: (_, { size }: { size: number }) => [[size], "float32"],
  [Diag]: ({ x }: One) => [[...x.shape, ...x.shape], x.dtype],
  [BatchMatMul]: ({ a, b }: { a: TensorInfo; b: TensorInfo }, attrs: MatMulAttrs) => {
    const outer = backend_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    const rows = a.shape.at(attrs.transposeA ? -1 : -2) as number;
    return [[...outer, rows, b.shape.at(attrs.transposeB ? -2 : -1) as number], a.dtype];
  },
  [ResizeBilinear]: resized,
  [ResizeNearestNeighbor]: resized,
  [Concat]: (inputs: readonly TensorInfo[], { axis }: { axis: number }) => {
    const [first] = inputs as readonly [TensorInfo];
    const at = axis < 0 ? axis + first.shape.length : axis;
    const extent = inputs.reduce((sum, { shape }) => sum + (shape[at] as number), 0);
    return [withExtent(first.shape, at, extent), first.dtype];
  },
  [Pack]: (inputs: readonly TensorInfo[]) => {
    const [first] = inputs as readonly [TensorInfo];
    return [[inputs.length, ...first.shape], first.dtype];
  },
};

interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

interface GatherAttrs {
  readonly axis: number;
  readonly batchDims?: number;
}

/**
 * Refuses what plain JavaScript would make and memory cannot hold: there it is made first, and the system ends a process
 * that writes to more than the machine has.
 *
 * @throws GptError `TENSOR_TOO_LARGE`, `OUT_OF_MEMORY`
 */
function checkRoom(backend: CompiledBackend, [shape, dtype]: Output): void {
  const bytes = 2 * countOf(shape) * bytesOf(dtype); // in JavaScript, and the copy in the library's memory
  const { live, limit } = backend.library.memory();
  if (live + bytes > limit) throw outOfMemory(backend.library, bytes);
}

/** A kernel that looks whether there is room before it leaves a call to plain JavaScript. */
function guarded({ name, run }: Kernel): Kernel {
  const outputOf = OUTPUTS[name];
  if (outputOf === undefined) return { name, run };
  return {
    name,
    run: (backend, inputs, attrs) => {
      const answer = run(backend, inputs, attrs);
      if (answer === null) checkRoom(backend, outputOf(inputs, attrs));
      return answer;
    },
  };
}

/** Kernels with their guards, and guards of stock kernels that have no other. */
export function withGuards(kernels: readonly Kernel[]): Kernel[] {
  const names = new Set(kernels.map(({ name }) => name));
  const others = Object.keys(OUTPUTS).filter((name) => !names.has(name));
  return [...kernels, ...others.map((name) => ({ name, run: () => null }))].map(guarded);
}
