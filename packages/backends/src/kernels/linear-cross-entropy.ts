import { type CrossEntropyAttrs, OPS } from "@gpt/ops";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Heap, sizeOf } from "../heap.ts";
import type { Matrix } from "../numerics/numerics.ts";
import { reduceLosses, rowGradients, rowLosses, rowScale } from "./cross-entropy-rows.ts";
import { type HeapKernel, kernelOf } from "./kernel.ts";

/** Logits that exist at once, as long as that is at least MIN_ROWS rows. */
const LOGITS = 2 ** 19;

/** With fewer rows at once, copying the weights for the product would cost more than the product. */
const MIN_ROWS = 64;

interface Inputs {
  readonly x: TensorInfo;
  readonly weight: TensorInfo;
  readonly targets: TensorInfo;
  readonly bias?: TensorInfo;
}

interface Sizes {
  readonly rows: number;
  readonly width: number;
  readonly vocab: number;
  /** Rows worked on at once. */
  readonly chunk: number;
}

function sizesOf({ x, weight }: Inputs): Sizes {
  const [vocab, width] = weight.shape as [number, number];
  const rows = sizeOf(x) / width;
  const chunk = Math.min(rows, Math.max(MIN_ROWS, Math.floor(LOGITS / vocab)));
  return { rows, width, vocab, chunk };
}

function forEachChunk({ rows, chunk }: Sizes, run: (at: number, count: number) => void): void {
  for (let at = 0; at < rows; at += chunk) run(at, Math.min(chunk, rows - at));
}

/** Row-major `[…, columns]`, from a row on. */
function from(data: Float32Array, columns: number, row = 0): Matrix {
  return { data, at: row * columns, row: columns, column: 1 };
}

function turned({ data, at, row, column }: Matrix): Matrix {
  return { data, at, row: column, column: row };
}

/** Arrays of the inputs, and the logits of a chunk of rows. */
function open(heap: Heap, inputs: Inputs, { width, vocab }: Sizes, logits: Float32Array) {
  const [x, weight] = [heap.floats(inputs.x), heap.floats(inputs.weight)];
  const bias = inputs.bias && heap.floats(inputs.bias);
  const targets = heap.integers(inputs.targets);
  const chunkOf = (at: number, count: number) => {
    heap.numerics.multiply({
      ...{ m: count, n: vocab, k: width },
      a: from(x, width, at),
      b: turned(from(weight, width)),
      c: from(logits, vocab),
      start: bias,
    });
    return { logits, targets: targets.subarray(at, at + count), vocab };
  };
  return { x, weight, targets, chunkOf };
}

function loss(heap: Heap, inputs: Inputs, attrs: CrossEntropyAttrs): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { rows, vocab, chunk } = sizes;
  const shape = attrs.reduction === "none" ? [rows] : [];
  const outputs = [heap.output(shape), heap.output([rows])];
  const space = heap.scratch(chunk * vocab, vocab, rows);
  const [logits, row, losses] = space as [Float32Array, Float32Array, Float32Array];
  const [result, lse] = outputs.map(heap.floats) as [Float32Array, Float32Array];
  const { targets, chunkOf } = open(heap, inputs, sizes, logits);
  forEachChunk(sizes, (at, count) => {
    const [part, sums] = [losses.subarray(at), lse.subarray(at)];
    rowLosses(heap.numerics, chunkOf(at, count), attrs, row, part, sums);
  });
  reduceLosses(losses, targets, attrs, result);
  return outputs;
}

export const linearCrossEntropy: HeapKernel = kernelOf(OPS.linearCrossEntropy, loss);
export const biasedLinearCrossEntropy: HeapKernel = kernelOf(OPS.biasedLinearCrossEntropy, loss);

export const linearCrossEntropyGrad: HeapKernel = kernelOf(
  OPS.linearCrossEntropyGrad,
  (heap, inputs: Inputs & { lse: TensorInfo; dy: TensorInfo }, attrs) => {
    const sizes = sizesOf(inputs);
    const { width, vocab, chunk } = sizes;
    const shapes = [inputs.x.shape, inputs.weight.shape, [vocab]];
    const outputs = shapes.map((shape) => heap.output(shape));
    const [logits] = heap.scratch(chunk * vocab) as [Float32Array];
    const gradients = outputs.map((output) => heap.floats(output).fill(0));
    const [dx, dWeight, dBias] = gradients as [Float32Array, Float32Array, Float32Array];
    const { x, weight, targets, chunkOf } = open(heap, inputs, sizes, logits);
    const [lse, dy] = [heap.floats(inputs.lse), heap.floats(inputs.dy)];
    const scale = rowScale(targets, dy, attrs);
    const { numerics } = heap;
    forEachChunk(sizes, (at, count) => {
      const rows = chunkOf(at, count);
      const [sums, scales] = [lse.subarray(at), scale.subarray(at)];
      rowGradients(numerics, rows, attrs, sums, scales, logits); // from here on logits' gradients
      const [d, a] = [from(logits, vocab), from(x, width, at)];
      const sized = { n: width, b: a, c: from(dWeight, width), start: "c" } as const;
      numerics.multiply({ ...sized, m: vocab, k: count, a: turned(d) });
      const c = from(dx, width, at);
      numerics.multiply({ m: count, n: width, k: vocab, a: d, b: from(weight, width), c });
      numerics.columnSums(logits, count, dBias);
    });
    return outputs;
  },
);
