import { linear } from "@gpt/ops";
import { engine, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Heap } from "./heap.ts";
import { selectBackend } from "./select.ts";
import { emscripten, wasmHeap } from "./wasm-heap.ts";

describe("the wasm heap", () => {
  let heap: Heap;
  beforeAll(async () => {
    await selectBackend("wasm");
    heap = await wasmHeap(engine().backend);
  });

  it("keeps tensors right when the memory grows and moves", () => {
    const first = heap.output([4]);
    heap.floats(first).set([1, 2, 3, 4]);
    const before = emscripten(engine().backend).HEAPU8.length;
    const large = heap.output([before / 4 + 1000]);
    expect(emscripten(engine().backend).HEAPU8.length).toBeGreaterThan(before);
    expect([...heap.floats(first)]).toEqual([1, 2, 3, 4]);
    for (const tensor of [first, large]) engine().backend.disposeData(tensor.dataId);
  });

  it("hands out work space side by side", () => {
    const [a, b] = heap.scratch(3, 5) as [Float32Array, Float32Array];
    expect([a.length, b.length]).toEqual([3, 5]);
    a.fill(1);
    b.fill(2);
    expect([...a, ...b]).toEqual([1, 1, 1, 2, 2, 2, 2, 2]);
  });

  it("knows whether data are shared", () => {
    const tensor = heap.output([2]);
    expect(heap.isShared(tensor)).toBe(false);
    const other = heap.share(tensor, [1, 2]);
    expect(other).toMatchObject({ dataId: tensor.dataId, shape: [1, 2], dtype: "float32" });
    expect(heap.isShared(tensor)).toBe(true);
    engine().backend.disposeData(other.dataId);
    expect(heap.isShared(tensor)).toBe(false);
  });

  it("refuses a tensor that no 32-bit memory can hold", () => {
    const [x, weight] = [zeros([40_000, 1]), zeros([1, 40_000])];
    expect(() => linear(x, weight)).toThrow(
      expect.objectContaining({ code: "WASM_OUT_OF_MEMORY" }),
    );
  });
});
