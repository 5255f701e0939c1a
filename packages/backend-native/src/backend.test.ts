import { accumulate, gelu } from "@gpt/ops";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { missing } from "./available.ts";
import { type Addon, loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

describe.skipIf(missing())("tensors in native memory", () => {
  beforeEach(async () => {
    await startNative({ threads: 2 });
    tf.engine().startScope();
  });
  afterEach(() => tf.engine().endScope());

  it("come back as they were written, in every dtype", () => {
    expect(tf.tensor([1.5, -2, Number.NaN]).arraySync()).toEqual([1.5, -2, Number.NaN]);
    expect(tf.tensor([2 ** 31 - 1, -7], [2], "int32").arraySync()).toEqual([2 ** 31 - 1, -7]);
    expect(tf.tensor([true, false, true], [3], "bool").arraySync()).toEqual([1, 0, 1]);
    expect(tf.tensor(["é", "", "b"]).arraySync()).toEqual(["é", "", "b"]);
    expect(tf.tensor([], [0, 3]).arraySync()).toEqual([]);
  });

  it("are refused by a clear error where there is no room, and the process goes on", async () => {
    await startNative({ memoryLimit: 1_000_000 });
    const make = () => tf.fill([1000, 1000], 1);
    expect(make).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    expect(make).toThrow(/4000000 bytes/);
    await startNative({ threads: 2 });
    expect(make().shape).toEqual([1000, 1000]);
  });

  it("of more than 2^31 elements are refused before anything is taken", () => {
    const huge = () => tf.fill([2 ** 16, 2 ** 16], 1);
    expect(huge).toThrow(expect.objectContaining({ code: "TENSOR_TOO_LARGE" }));
  });

  it("begin on lines of the cache, whatever their size", () => {
    const addon = loadAddon();
    const sizes = [0, 1, 4, 63, 64, 65, 1000, 4096, 100_001, 3_000_000, 40_000_001];
    const blocks = sizes.map((bytes) => addon.take(bytes));
    expect(blocks.map((address) => address % 64)).toEqual(sizes.map(() => 0));
    expect(blocks.every((address) => address > 0)).toBe(true);
    for (const [i, address] of blocks.entries()) addon.release(address, sizes[i]);
  });

  it("go back to a pool that stays bounded and shrinks", () => {
    const addon = loadAddon();
    addon.trim();
    const { live } = addon.memory();
    for (let i = 0; i < 300; i++) tf.fill([100_000 + 1000 * i], 1).dispose();
    const after = addon.memory();
    expect(after.live).toBe(live);
    expect(after.cached).toBeLessThan(after.peak * 1.2 + 2e7);
    addon.trim();
    expect(addon.memory().cached).toBe(0);
  });

  it("split along the last axis share the whole's memory until someone writes or gathers", () => {
    const whole = tf.tensor2d([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
    ]);
    const { live } = loadAddon().memory();
    const parts = tf.split(whole, 3, -1);
    expect(loadAddon().memory().live).toBe(live);
    const again = tf.concat(parts, -1);
    expect(loadAddon().memory().live).toBe(live);
    whole.dispose();
    expect(again.arraySync()).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
    ]);
    const [, middle] = parts as [tf.Tensor, tf.Tensor];
    expect(tf.mul(middle, 2).arraySync()).toEqual([
      [6, 8],
      [18, 20],
    ]);
    expect(tf.concat([...parts].reverse(), -1).arraySync()).toEqual([
      [5, 6, 3, 4, 1, 2],
      [11, 12, 9, 10, 7, 8],
    ]);
  });

  it("split a single row without a copy, and are never written to through a part of it", () => {
    const row = tf.tensor([1, 2, 3, 4, 5, 6], [1, 1, 6]);
    const { live } = loadAddon().memory();
    const parts = tf.split(row, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    expect(loadAddon().memory().live).toBe(live);
    expect(accumulate(parts[1], tf.ones([1, 1, 2])).arraySync()).toEqual([[[4, 5]]]);
    expect(parts.map((part) => part.arraySync())).toEqual([[[[1, 2]]], [[[3, 4]]], [[[5, 6]]]]);
    expect(row.arraySync()).toEqual([[[1, 2, 3, 4, 5, 6]]]);
  });

  describe("where a call throws", () => {
    /** Has the library's next call of a function throw. */
    const failing = (name: "move" | "submit") =>
      vi.spyOn(loadAddon() as Required<Addon>, name).mockImplementationOnce(() => {
        throw new Error("no room");
      });
    afterEach(() => vi.restoreAllMocks());

    it.each([
      ["a tensor that is written", "move", () => () => tf.tensor(new Float32Array(1000))],
      [
        "a part that is gathered",
        "submit",
        () => {
          const [part] = tf.split(tf.ones([4, 6]), 2, 1) as [tf.Tensor];
          return () => part.dataSync();
        },
      ],
    ] as const)("lose no memory: %s", (_, name, prepare) => {
      const make = prepare();
      const { live } = loadAddon().memory();
      failing(name);
      expect(make).toThrow("no room");
      expect(loadAddon().memory().live).toBe(live);
    });

    it("are not shared, so that they can be added to in place again", () => {
      const [total, x] = [tf.tensor([1, 2, 3]), tf.ones([3])];
      failing("submit");
      expect(() => accumulate(total, x)).toThrow("no room");
      expect(tf.backend().refCount(total.dataId)).toBe(1);
      expect(accumulate(total, x).dataId).toBe(total.dataId);
      expect(total.arraySync()).toEqual([2, 3, 4]);
    });

    it("stay where a gradient's ids are not in the table", () => {
      const [total, ids, dy] = [tf.ones([3, 2]), tf.tensor([7], [1], "int32"), tf.ones([1, 2])];
      const run = () => tf.engine().runKernel("GptEmbeddingGrad", { ids, dy, total }, { rows: 3 });
      expect(run).toThrow(expect.objectContaining({ code: "ID_OUT_OF_RANGE" }));
      expect(total.arraySync()).toEqual([
        [1, 1],
        [1, 1],
        [1, 1],
      ]);
    });
  });

  it("are not gathered from, nor written, beyond what is there", () => {
    const gather = () => tf.gather(tf.tensor([1, 2, 3]), tf.tensor([7], [1], "int32"));
    expect(gather).toThrow(expect.objectContaining({ code: "ID_OUT_OF_RANGE", got: "7" }));
    expect(gather).toThrow(/index is not in the tensor/);
    expect(() => tf.backend().write(Float32Array.of(1, 2), [4], "float32")).toThrow(TypeError);
  });

  it("may take as much as ever when the limit is 0", () => {
    const addon = loadAddon();
    addon.setLimit(0);
    expect(addon.memory().limit).toBeGreaterThan(1e8);
  });

  it("that were disposed of are an error, not a crash", () => {
    const x = tf.tensor([1]);
    x.dispose();
    const disposed = expect.objectContaining({ code: "TENSOR_DISPOSED" });
    expect(() => tf.add(x, 1)).toThrow(disposed);
    expect(() => tf.acosh(x)).toThrow(disposed); // one that plain JavaScript has
    expect(() => tf.grad((y: tf.Tensor) => tf.sum(tf.square(y)))(x)).toThrow(disposed);
    expect(() => x.dataSync()).toThrow(/disposed/);
    expect(() => gelu(x)).toThrow(disposed);
  });
});
