import { startWasm } from "@gpt/backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { startNative } from "./plugin.ts";

const int = (...shape: number[]) => tf.zeros(shape, "int32");
const WIDE = 2 ** 16;

/** 2^32 elements; some have kernels of their own. */
const HUGE: { readonly [name: string]: () => unknown } = {
  oneHot: () => tf.oneHot(int(WIDE), WIDE),
  range: () => tf.range(0, 2 ** 32),
  linspace: () => tf.linspace(0, 1, 2 ** 32),
  tile: () => tf.tile(tf.zeros([WIDE]), [WIDE]),
  "tile of integers over many axes": () =>
    tf.tile(int(2, 1, 2, 1, 2, 1), [256, 1, 256, 1, 256, 32]),
  broadcastTo: () => tf.broadcastTo(int(WIDE, 1), [WIDE, WIDE]),
  "gather of rows": () => tf.gather(tf.zeros([2, WIDE]), int(WIDE)),
  "gather of columns": () => tf.gather(tf.zeros([WIDE, 2]), int(WIDE), 1),
  pad: () =>
    tf.pad(tf.zeros([1, WIDE]), [
      [0, WIDE],
      [0, 0],
    ]),
  "pad of integers": () =>
    tf.pad(int(1, WIDE), [
      [0, WIDE],
      [0, 0],
    ]),
  concat: () => tf.concat(Array(WIDE).fill(tf.zeros([WIDE])), 0),
  "concat of two dtypes": () => tf.concat([tf.zeros([1]), ...Array(WIDE).fill(int(WIDE))], 0),
  stack: () => tf.stack(Array(WIDE).fill(int(WIDE))),
  "a sum of integers that stretch each other": () => tf.add(int(WIDE, 1), int(1, WIDE)),
  "a comparison": () => tf.greater(tf.zeros([WIDE, 1]), tf.zeros([1, WIDE])),
  diag: () => tf.diag(tf.zeros([WIDE])),
  "a product of integers": () => tf.matMul(int(WIDE, 1), int(1, WIDE)),
  gatherND: () => tf.gatherND(tf.zeros([2, WIDE]), int(WIDE, 1)),
  scatterND: () => tf.scatterND(int(1, 1), tf.zeros([1, WIDE]), [WIDE, WIDE]),
  sparseToDense: () => tf.sparseToDense(int(1, 2), tf.zeros([1]), [WIDE, WIDE], 0),
  bincount: () => tf.bincount(tf.tensor1d([0], "int32"), tf.tensor1d([1]), 2 ** 32),
  resizeBilinear: () => tf.image.resizeBilinear(tf.tensor4d([0], [1, 1, 1, 1]), [WIDE, WIDE]),
  multinomial: () => tf.multinomial(tf.zeros([WIDE, 3]) as tf.Tensor2D, WIDE),
};

/** 4 MB in all, which are made in plain JavaScript. */
const LARGE: { readonly [name: string]: () => tf.Tensor } = {
  oneHot: () => tf.oneHot(int(100), 10_000),
  range: () => tf.range(0, 1e6, 1, "int32"),
  "pad of integers": () =>
    tf.pad(int(1, 1000), [
      [0, 999],
      [0, 0],
    ]),
  mirrorPad: () =>
    tf.mirrorPad(
      int(1000, 500),
      [
        [0, 0],
        [0, 500],
      ],
      "symmetric",
    ),
  "gather of columns": () => tf.gather(tf.zeros([100, 2]), int(10_000), 1),
  "a sum of integers": () => tf.add(int(100, 1), int(1, 10_000)),
};

const BACKENDS: readonly (readonly [string, (memoryLimit?: number) => Promise<void>])[] = [
  ["native", (memoryLimit) => startNative({ threads: 2, memoryLimit })],
  ["wasm", (memoryLimit) => startWasm({ threads: 2, memoryLimit })],
];

describe.each(missing() ? BACKENDS.slice(1) : BACKENDS)(
  "what no memory holds, on %s",
  (_, start) => {
    afterAll(() => start());

    it.each(Object.keys(HUGE))("is refused before it is made: %s", async (name) => {
      await start();
      const run = () => tf.tidy(() => void (HUGE[name] as () => unknown)());
      expect(run).toThrow(expect.objectContaining({ code: "TENSOR_TOO_LARGE" }));
    });

    it.each(Object.keys(LARGE))("is refused by the limit, in JavaScript too: %s", async (name) => {
      await start(7e6);
      const run = () => tf.tidy(() => (LARGE[name] as () => tf.Tensor)().size);
      expect(run).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
      await start();
      expect(run()).toBe(1e6);
    });
  },
);
