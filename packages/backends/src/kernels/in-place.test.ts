import { adamUpdate, cacheAppend, crossEntropy, embedding, globalNorm } from "@gpt/ops";
import { ones, tensor, type Variable, variable, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../select.ts";

const HYPER = { beta1: 0, beta2: 0, epsilon: 0, stepSize: 1, denomScale: 1, decay: [0] };

function step(param: Variable): void {
  const [m, v] = [variable(zeros(param.shape)), variable(zeros(param.shape))];
  adamUpdate([param], [ones(param.shape)], [m], [v], HYPER);
}

describe.each(["cpu", "wasm"])("kernels that write in place on %s", (name) => {
  beforeAll(async () => void (await selectBackend(name)));

  it("change a parameter where it lies", () => {
    const start = tensor([3, 4, 5]);
    const param = variable(start);
    start.dispose();
    const { dataId } = param;
    step(param);
    expect(param.arraySync()).toEqual([2, 3, 4]);
    expect(param.dataId).toBe(dataId);
  });

  it("measure the gradients on the way as globalNorm does, to the bit", () => {
    const grads = [5000, 3].map((size) =>
      tensor(Array.from({ length: size }, (_, i) => 1 / (i + 3))),
    );
    const [params, m, v] = [grads, grads, grads].map((like) =>
      like.map(({ shape }) => variable(zeros(shape))),
    ) as [Variable[], Variable[], Variable[]];
    const norm = adamUpdate(params, grads, m, v, { ...HYPER, decay: [0, 0] });
    expect(norm?.dataSync()[0]).toBe(globalNorm(grads).dataSync()[0]);
  });

  it("leave a snapshot of a parameter alone", () => {
    const param = variable(tensor([3, 4, 5]));
    const snapshot = param.clone();
    step(param);
    step(param);
    expect(param.arraySync()).toEqual([1, 2, 3]);
    expect(snapshot.arraySync()).toEqual([3, 4, 5]);
  });

  it("append to a cache where it lies", () => {
    const cache = zeros([1, 3, 1, 2]);
    const longer = cacheAppend(cache, ones([1, 1, 1, 2]), 1);
    expect(longer.dataId).toBe(cache.dataId);
    cache.dispose();
    expect([...longer.dataSync()]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("append to a copy where the cache is still somebody's", () => {
    const cache = zeros([1, 2, 1, 1]);
    const kept = cache.clone();
    const longer = cacheAppend(cache, ones([1, 1, 1, 1]), 0);
    expect([...longer.dataSync()]).toEqual([1, 0]);
    expect([...kept.dataSync()]).toEqual([0, 0]);
  });

  it("refuse ids outside of the table", () => {
    expect(() => embedding(zeros([4, 2]), tensor([0, 4], [2], "int32"))).toThrow(
      expect.objectContaining({ code: "ID_OUT_OF_RANGE", got: "4", expected: "0 to 3" }),
    );
    expect(() => crossEntropy(zeros([1, 4]), tensor([-1], [1], "int32"))).toThrow(
      expect.objectContaining({ code: "ID_OUT_OF_RANGE", got: "-1" }),
    );
  });
});
