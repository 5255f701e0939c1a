import { attention, linear, linearCrossEntropy, type Pattern, valueAndGrads } from "@gpt/ops";
import {
  dispose,
  type Scalar,
  slice,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { integers } from "./case.ts";
import { relativeError } from "./compare.ts";
import { sizeOf } from "./oracle/array.ts";
import type { Answer } from "./run-case.ts";

/** What {@link conformanceAtSize} asks of a backend besides its kernels. */
export interface AtSizeOptions {
  /** Largest relative error of a product, by norm. @default 1e-6 */
  readonly tolerance?: number;
  /** The backend's memory, in bytes. */
  readonly memory: {
    readonly live: () => number;
    /** Most that tensors and work spaces may take; 0: as much as before. */
    readonly setLimit: (bytes: number) => void;
  };
}

/**
 * Declares vitest tests of what only shows at size: products of more blocks than one on every side, losses whose logits exist
 * in chunks, and attention that leaves out what no query sees. The answers come from pieces that are small, so this is quick
 * where the float64 oracle would take a minute. For backends whose kernels do so.
 *
 * @param name for the test report
 * @param setup makes the backend ready and current; runs once before the tests
 */
export function conformanceAtSize(
  name: string,
  setup: () => Promise<void>,
  { memory, tolerance = 1e-6 }: AtSizeOptions,
): void {
  describe(`at size: ${name}`, () => {
    beforeAll(setup);

    it("a product of several blocks in columns and in depth is that of float64", () => {
      expect(productError()).toBeLessThan(tolerance);
    });

    it("a loss in two chunks of rows, and its gradients, are the sum of two losses", () => {
      expect(relativeError(...chunkedPair())).toBeLessThan(1e-5);
    });

    it("a loss never has all of its logits at once", () => {
      expect(Number.isFinite(lossWithin(memory))).toBe(true);
    });

    it.each(SPARSE)("attention never reads keys that no query of a block sees: %j", (pattern) => {
      for (const answer of unseenNaN(pattern)) expect(answer.every(Number.isFinite)).toBe(true);
    });
  });
}

/** Numbers in [-0.5, 0.5) that do not repeat soon; made faster than normal ones. */
function numbers(count: number, salt: number): Float32Array {
  const values = new Float32Array(count);
  for (let at = 0, state = salt; at < count; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[at] = state / 2 ** 32 - 0.5;
  }
  return values;
}

function tensorOf(shape: readonly number[], salt: number): Tensor {
  return tensor(numbers(sizeOf(shape), salt), [...shape]);
}

/** What tensors hold. Outside of `tidy`, which would look through every number that it is to return. */
function read(make: () => Tensor[]): Float32Array[] {
  const tensors = tidy(make);
  const data = tensors.map((each) => each.dataSync<"float32">());
  dispose(tensors);
  return data;
}

/** Enough rows that they are packed as well, more columns and depth than are packed at once on any processor. */
const [ROWS, COLUMNS, DEPTH] = [690, 5300, 390];
/** Rows that are looked at: first, last, and some between. */
const LOOKED_AT = [0, 200, 431, ROWS - 1];

/** Relative error of x·W + b in some of its rows. */
function productError(): number {
  const [x, weight] = [numbers(ROWS * DEPTH, 1), numbers(DEPTH * COLUMNS, 2)];
  const bias = numbers(COLUMNS, 3);
  const got = read(() => [
    linear(tensor(x, [ROWS, DEPTH]), tensor(weight, [DEPTH, COLUMNS]), tensor(bias, [COLUMNS])),
  ])[0] as Float32Array;
  const answers = LOOKED_AT.map((i) => {
    const data = got.slice(i * COLUMNS, (i + 1) * COLUMNS);
    return { name: `row ${i}`, shape: [COLUMNS], data };
  });
  const want = LOOKED_AT.map((i) => {
    const sums = Float64Array.from(bias);
    for (let p = 0; p < DEPTH; p++) {
      const factor = x[i * DEPTH + p] as number;
      const row = weight.subarray(p * COLUMNS, (p + 1) * COLUMNS);
      for (let j = 0; j < COLUMNS; j++) sums[j] = (sums[j] as number) + factor * (row[j] as number);
    }
    return { shape: [COLUMNS], data: sums };
  });
  return relativeError(answers, want);
}

/** GPT-2's vocabulary; two chunks of 2^24 logits, of which the second has a few rows. */
const VOCAB = 50_257;
const WIDTH = 8;
const CHUNKED = 340;
const TARGETS = integers(CHUNKED, VOCAB).map((id, n) => (n % 5 === 1 ? -100 : id));

/** Loss, and gradients of x, weight and bias, over rows [from, to). */
function lossOf(inputs: readonly Variable[], from: number, to: number): Answer[] {
  const [x, weight, bias] = inputs as [Variable, Variable, Variable];
  const loss = () => {
    const rows = slice(x, [from, 0], [to - from, WIDTH]);
    const targets = tensor(TARGETS.slice(from, to), [to - from], "int32");
    return linearCrossEntropy(rows, weight, targets, { bias, reduction: "sum" });
  };
  const data = read(() => {
    const { value, grads } = valueAndGrads(loss, inputs);
    return [value, ...(grads as Tensor[])];
  });
  const shapes = [[], ...inputs.map(({ shape }) => shape)];
  const names = ["loss", "x", "weight", "bias"];
  return data.map((values, n) => {
    const [name, shape] = [names[n] as string, shapes[n] as number[]];
    return { name, shape, data: values };
  });
}

/** What all rows at once give, and the sum of what two halves give, each small enough to be one chunk. */
function chunkedPair() {
  const inputs = [[CHUNKED, WIDTH], [VOCAB, WIDTH], [VOCAB]].map((shape, n) => {
    const value = tensorOf(shape, 61 + n);
    const input = variable(value);
    value.dispose();
    return input;
  });
  const [first, second] = [lossOf(inputs, 0, CHUNKED / 2), lossOf(inputs, CHUNKED / 2, CHUNKED)];
  const sums = first.map(({ shape, data }, n) => ({
    shape,
    data: Float64Array.from(
      data,
      (value, at) => value + ((second[n] as Answer).data[at] as number),
    ),
  }));
  const whole = lossOf(inputs, 0, CHUNKED);
  dispose(inputs);
  return [whole, sums] as const;
}

/** A loss with 200 MB of logits, where there is room for 120 MB. @throws GptError `OUT_OF_MEMORY` */
function lossWithin({ live, setLimit }: AtSizeOptions["memory"]): number {
  const rows = 1000;
  const [loss] = read(() => {
    const [x, weight] = [tensorOf([rows, WIDTH], 71), tensorOf([VOCAB, WIDTH], 72)];
    const targets = tensor(integers(rows, VOCAB), [rows], "int32");
    setLimit(live() + 120e6);
    try {
      return [linearCrossEntropy(x, weight, targets)];
    } finally {
      setLimit(0);
    }
  }) as [Float32Array];
  return loss[0] as number;
}

/** Patterns of which the queries that are asked see nothing of the keys in {@link UNSEEN}. */
const SPARSE: readonly Pattern[] = [
  { type: "banded", window: 20 },
  {
    type: "union",
    of: [
      { type: "banded", window: 20 },
      { type: "summary", block: 256, width: 4 },
    ],
  },
  {
    type: "heads",
    of: [
      { type: "block", size: 64 },
      { type: "summary", block: 256, width: 4 },
    ],
  },
];
/** 100 queries from position 540 on, two blocks of them, over 700 keys. */
const QUERIES = 100;
const OFFSET = 540;
const KEYS = 700;
/** Keys between two summaries, in whole tiles of any processor, and those behind the last query. */
const UNSEEN: readonly (readonly [number, number])[] = [
  [0, 192],
  [288, 448],
  [672, 700],
];

/** Attention and its gradients, where keys and values that nobody sees are NaN. */
function unseenNaN(pattern: Pattern): Float32Array[] {
  const [heads, width] = [2, 24];
  const isUnseen = (key: number) => UNSEEN.some(([from, to]) => key >= from && key < to);
  const holed = (salt: number) => {
    const values = numbers(KEYS * heads * width, salt).map((value, at) =>
      isUnseen(Math.floor(at / (heads * width))) ? Number.NaN : value,
    );
    return variable(tensor(values, [1, KEYS, heads, width]));
  };
  const inputs = tidy(() => [
    variable(tensorOf([1, QUERIES, heads, width], 81)),
    holed(82),
    holed(83),
  ]) as [Variable, Variable, Variable];
  const run = () => attention(...inputs, { pattern, queryOffset: OFFSET });
  const answers = read(() => {
    const { grads } = valueAndGrads(() => sum(run()) as Scalar, inputs);
    return [run(), ...(grads as Tensor[])];
  });
  dispose(inputs);
  return answers;
}
