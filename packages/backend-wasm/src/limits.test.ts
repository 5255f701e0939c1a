import { linear } from "@gpt/ops";
import { fill, memory, zeros } from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, it } from "vitest";
import { type Kernels, loadKernels, startWasm } from "./start.ts";

let kernels: Kernels;
const taken: number[] = [];

beforeAll(async () => {
  await startWasm({ threads: 2 });
  kernels = await loadKernels();
});
afterEach(() => {
  for (const address of taken.splice(0)) kernels.library.release(address);
});

it("refuses a tensor when the 4 GiB are full, by an error that says so, and goes on", () => {
  const { library } = kernels;
  for (let block = library.take(2 ** 28); block !== 0; block = library.take(2 ** 28)) {
    taken.push(block);
  }
  expect(taken.length).toBeGreaterThanOrEqual(14);
  const large = () => fill([2 ** 13, 2 ** 13], 1);
  expect(large).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
  expect(large).toThrow(/268435456 bytes; of 4294901760 in all/);
  library.release(taken.pop() as number);
  const { numTensors } = memory();
  const tensor = large();
  expect(tensor.dataSync().at(-1)).toBe(1);
  tensor.dispose();
  expect(memory().numTensors).toBe(numTensors);
});

it("refuses a tensor that no 32-bit memory can hold", () => {
  const [x, weight] = [zeros([40_000, 1]), zeros([1, 40_000])];
  expect(() => linear(x, weight)).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
});

it("refuses more than the option memoryLimit", async () => {
  await startWasm({ memoryLimit: kernels.library.memory().live + 1e6 });
  expect(() => fill([1000, 1000], 1)).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
  await startWasm();
  expect(fill([1000, 1000], 1).shape).toEqual([1000, 1000]);
});
