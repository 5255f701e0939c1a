import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import { installed, loadModule } from "./files.ts";
import { type Instance, instantiate } from "./instance.ts";
import { libraryOf } from "./library.ts";
import { startWasm } from "./start.ts";
import { useThreads } from "./workers.ts";

const variant = { relaxed: false, shared: true };
const N = 120;

/** Products of ones that are not N. */
function wrongProducts(library: ReturnType<typeof libraryOf>, times: number): number {
  const ones = new Float32Array(N * N).fill(1);
  let wrong = 0;
  for (let i = 0; i < times; i++) {
    const c = new Float32Array(N * N);
    library.batchMultiply(ones, ones, c, 1, N, N, N, 0, 0, 0, 0, 0);
    if (!c.every((value) => value === N)) wrong++;
  }
  return wrong;
}

describe("threads of an instance", () => {
  let instance: Instance;
  let library: ReturnType<typeof libraryOf>;
  beforeEach(async () => {
    instance = await instantiate(await loadModule(variant), variant);
    library = libraryOf(instance);
  });

  it("are started once each, also where several ask for them at once", async () => {
    const { live } = library.memory();
    await Promise.all([4, 2, 4, 3].map((count) => useThreads(instance, count)));
    const stack = 2 ** 16 + 64;
    expect(library.memory().live - live).toBe(3 * stack);
    expect(wrongProducts(library, 100)).toBe(0);
  });

  it("are refused where there is no memory for a stack, and can be had later", async () => {
    library.setLimit(1000);
    const refused = { code: "WASM_THREADS", got: expect.stringContaining("65536 bytes") };
    await expect(useThreads(instance, 2)).rejects.toMatchObject(refused);
    library.setLimit(0);
    await useThreads(instance, 2);
    expect(wrongProducts(library, 20)).toBe(0);
  });

  it("are none but the caller's where memory is not shared", async () => {
    const own = { relaxed: false, shared: false };
    const alone = await instantiate(await loadModule(own), own);
    await useThreads(alone, 4);
    expect(wrongProducts(libraryOf(alone), 5)).toBe(0);
  });

  it("leave the stack where it was when a call traps", () => {
    const { __stack_pointer: stack } = instance.exports;
    const before = stack.value;
    const outside = 2 ** 32 - 4;
    for (let i = 0; i < 10; i++) {
      const call = () => library.attention(...Array<number>(5).fill(outside), ...SIZES);
      expect(call).toThrow(WebAssembly.RuntimeError);
    }
    expect(stack.value).toBe(before);
  });

  it("end the caller's call with an error when one of them traps", async () => {
    const { module, memory, exports } = instance;
    const worker = new Worker(installed("worker.js") as string);
    const failed = new Promise((resolve) => worker.on("error", resolve));
    const ready = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage({ module, memory, stack: 16, thread: 1 }); // nearly none: at the memory's beginning
    await ready;
    exports.setCallerMaySleep(1);
    exports.setThreads(2);
    expect(() => wrongProducts(library, 1000)).toThrow(WebAssembly.RuntimeError);
    expect(await failed).toBeInstanceOf(Error);
  });
});

/** Of an attention of 2 queries and keys: strides, sizes, … */
const SIZES = [
  1,
  1,
  1,
  1,
  2,
  2,
  1,
  1,
  1,
  Int32Array.of(0, 0),
  Int32Array.of(2, 2),
  0,
  1,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
];

it("more than there can be are refused where they are asked for", async () => {
  await expect(startWasm({ threads: 70 })).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  await expect(startWasm({ memoryLimit: -5 })).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
});
