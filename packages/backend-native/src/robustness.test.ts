import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { startCompiled } from "@gpt/kernels";
import { linear } from "@gpt/ops";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { findAddon } from "./find.ts";
import { loadAddon } from "./load.ts";
import type { Level } from "./options.ts";
import { startNative } from "./plugin.ts";

const folder = mkdtempSync(join(tmpdir(), "gpt-native-"));
afterAll(() => {
  if (process.platform === "win32") return; // it keeps the files of loaded libraries
  rmSync(folder, { recursive: true });
});

/** The library under another name, which the system loads a second time. */
function secondCopy(): string {
  const path = join(folder, "second.node");
  if (!existsSync(path)) copyFileSync(findAddon().path, path); // a library in use must not be overwritten
  return path;
}

/** Runs code in a thread of its own, which gets `data`; what it posts. */
function inThread(code: string, data: unknown): Promise<unknown> {
  const worker = new Worker(code, { eval: true, workerData: data });
  return new Promise((resolve, reject) => {
    let answer: unknown;
    worker.on("message", (message) => {
      answer = message;
    });
    worker.on("error", reject).on("exit", () => resolve(answer));
  });
}

describe.skipIf(missing())("the native backend", () => {
  beforeEach(async () => {
    await startNative({ threads: 2 });
    tf.engine().startScope();
  });
  afterEach(() => tf.engine().endScope());

  it("may take nearly all of the machine's memory", () => {
    const { limit } = loadAddon().memory();
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThan(totalmem());
  });

  it("loses nothing where a kernel finds no work space, and goes on afterwards", () => {
    const addon = loadAddon();
    const [a, b] = [tf.ones<tf.Rank.R2>([256, 2048]), tf.ones<tf.Rank.R2>([2048, 256])];
    const multiply = () => tf.matMul(a, b);
    addon.trim();
    const { live } = addon.memory();
    const { numTensors } = tf.memory();
    addon.setLimit(live + 300_000); // the product, 262,144 bytes, but no panels
    expect(multiply).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    expect(multiply).toThrow(/\d{6,} bytes; of \d+ in all, \d+ are in use/);
    addon.trim();
    expect(addon.memory().live).toBe(live);
    expect(tf.memory().numTensors).toBe(numTensors);
    addon.setLimit(0);
    expect(tf.max(multiply()).dataSync()[0]).toBe(2048);
  });

  it("refuses products of more than 2^31 elements before anything is taken", () => {
    const wide = tf.ones<tf.Rank.R2>([2 ** 16, 1]);
    const { live } = loadAddon().memory();
    const make = () => tf.matMul(wide, wide, false, true);
    expect(make).toThrow(expect.objectContaining({ code: "TENSOR_TOO_LARGE" }));
    expect(make).toThrow(/at most 2147483647/);
    expect(loadAddon().memory().live).toBe(live);
  });

  it("refuses tensors of the wrong dtype", () => {
    const ids = tf.tensor2d([[1]], [1, 1], "int32");
    const weight = tf.tensor2d([[1]]);
    expect(() => linear(ids, weight, null)).toThrow(expect.objectContaining({ code: "OP_SHAPE" }));
    const complex = () => tf.complex([1], [2]);
    expect(complex).toThrow(expect.objectContaining({ code: "DTYPE_UNSUPPORTED" }));
  });

  it("takes tensors of a second copy of itself in the same process", async () => {
    const second = loadAddon(secondCopy());
    expect(second).not.toBe(loadAddon());
    const a = tf.tensor2d([[1, 2]]);
    await startCompiled("native-second", second);
    const b = tf.tensor2d([[3], [4]]);
    const there = tf.matMul(a, b);
    expect(there.arraySync()).toEqual([[11]]);
    expect(second.memory().live).toBeGreaterThan(0);
    await startNative({ threads: 2 });
    expect(tf.add(there, 1).arraySync()).toEqual([[12]]);
    tf.dispose([a, b, there]);
  });

  it("two copies compute at once, each with threads of its own", async () => {
    const code = `
      const { parentPort, workerData: path } = require("node:worker_threads");
      const addon = require(path);
      addon.threads(2);
      const n = 96, a = new Float32Array(n * n).fill(1), c = new Float32Array(n * n);
      let right = 0;
      for (let i = 0; i < 100; i++) {
        addon.batchMultiply(a, a, c, 1, n, n, n, 0, 0, 0, 0, 0);
        right += c.every((x) => x === n);
      }
      parentPort.postMessage(right);`;
    const paths = [findAddon().path, secondCopy(), findAddon().path, secondCopy()];
    expect(await Promise.all(paths.map((path) => inThread(code, path)))).toEqual(
      Array(4).fill(100),
    );
  });

  it("gets back what a thread of JavaScript left behind", async () => {
    const { live } = loadAddon().memory();
    const code = `
      const { parentPort, workerData } = require("node:worker_threads");
      const addon = require(workerData);
      for (let i = 0; i < 100; i++) addon.take(10_000);
      parentPort.postMessage(addon.memory().live);`;
    expect(await inThread(code, findAddon().path)).toBeGreaterThan(live + 999_999);
    expect(loadAddon().memory().live).toBe(live);
  });

  it("runs what a thread of JavaScript left in the queue, then takes back what that had", async () => {
    const { live } = loadAddon().memory();
    const code = `
      const { parentPort, workerData } = require("node:worker_threads");
      const addon = require(workerData);
      const n = 300, [a, b] = [addon.take(4 * n * n), addon.take(4 * n * n)];
      for (let i = 0; i < 100; i++)
        addon.put(addon.places.batchMultiply, a, a, b, 1, n, n, n, 0, 0, 0, 0, 0);
      parentPort.postMessage(addon.memory().live);`;
    expect(await inThread(code, findAddon().path)).toBeGreaterThan(live);
    expect(loadAddon().memory().live).toBe(live);
    expect(tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])).dataSync()).toEqual(
      new Float32Array(64).fill(8),
    );
  });

  it("stays in the process when the threads that had loaded it have ended", () => {
    const code = `
      const { Worker } = require("node:worker_threads");
      const work = \`
        const addon = require(${JSON.stringify(findAddon().path)});
        addon.threads(2);
        const n = 200, [a, b] = [addon.take(4 * n * n), addon.take(4 * n * n)];
        addon.fill(a, n * n, 1, 0);
        for (let i = 0; i < 20; i++)
          addon.put(addon.places.batchMultiply, a, a, b, 1, n, n, n, 0, 0, 0, 0, 0);\`;
      const run = () => new Promise((end) => new Worker(work, { eval: true }).on("exit", end));
      (async () => { for (let i = 0; i < 10; i++) await run(); })();`;
    const { status, signal } = spawnSync(process.execPath, ["-e", code]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });

  it("keeps level and precision while another thread has tensors", async () => {
    const addon = loadAddon();
    const other = (wanted: string) =>
      inThread(
        `const { parentPort, workerData } = require("node:worker_threads");
         const addon = require(workerData);
         parentPort.postMessage(${wanted});`,
        findAddon().path,
      );
    const [level] = addon.levels() as [Level];
    await startNative({ level, precision: "bf16" });
    tf.ones([2, 2]).dataSync();
    expect(await other("addon.setBf16(0)")).toBe(false);
    expect(await other(`addon.setLevel("portable")`)).toBe(false);
    expect(await other(`addon.setBf16(1) && addon.setLevel("${level}")`)).toBe(true);
    const waits = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(
      `const { parentPort, workerData: { path, waits } } = require("node:worker_threads");
       const address = require(path).take(64);
       parentPort.postMessage(address);
       Atomics.wait(waits, 0, 0);`,
      { eval: true, workerData: { path: findAddon().path, waits } },
    );
    await new Promise((resolve) => worker.once("message", resolve));
    const inUse = expect.objectContaining({ code: "NATIVE_IN_USE" });
    await expect(startNative({ level, precision: "f32" })).rejects.toEqual(inUse);
    await expect(startNative({ level: "portable", precision: "bf16" })).rejects.toEqual(inUse);
    await startNative({ level, precision: "bf16", threads: 1 });
    Atomics.store(waits, 0, 1);
    Atomics.notify(waits, 0);
    await new Promise((resolve) => worker.once("exit", resolve));
    await startNative({ level: "portable" });
  });

  it.skipIf(process.platform !== "linux")(
    "computes on the caller's thread where there are no others",
    () => {
      const source = join(folder, "refuse.cc");
      const refuse = join(folder, "refuse.so"); // lets Node have threads, but not the library
      writeFileSync(
        source,
        `#include <dlfcn.h>
       #include <errno.h>
       #include <string.h>
       typedef int create(void*, const void*, void* (*)(void*), void*);
       extern "C" int pthread_create(void* t, const void* a, void* (*run)(void*), void* x) {
         Dl_info caller;
         if (dladdr(__builtin_return_address(0), &caller) && strstr(caller.dli_fname, ".node")) return EAGAIN;
         return ((create*)dlsym(RTLD_NEXT, "pthread_create"))(t, a, run, x);
       }`,
      );
      execFileSync(process.env.CXX ?? "g++", ["-shared", "-fPIC", source, "-o", refuse]);
      const code = `
      const addon = require(${JSON.stringify(findAddon().path)});
      addon.threads(4);
      const n = 300, a = new Float32Array(n * n).fill(1), c = new Float32Array(n * n);
      addon.batchMultiply(a, a, c, 1, n, n, n, 0, 0, 0, 0, 0);
      addon.put(addon.places.batchMultiply, a, a, c, 1, n, n, n, 0, 0, 0, 0, 0);
      console.log(addon.wait(), c.every((x) => x === n));`;
      const options = { env: { ...process.env, LD_PRELOAD: refuse }, encoding: "utf8" } as const;
      expect(spawnSync(process.execPath, ["-e", code], options)).toMatchObject({
        status: 0,
        stdout: "0 true\n",
      });
    },
  );

  it("gives back to the system what a large step took, while small ones go on", () => {
    const addon = loadAddon();
    tf.tidy(() => {
      const large = Array.from({ length: 32 }, () => tf.fill([1_000_000], 1));
      expect(addon.memory().live).toBeGreaterThan(128e6);
      return large.length;
    });
    for (let i = 0; i < 10_000; i++) tf.fill([1000 + (i % 100)], 1).dispose();
    const { live, cached } = addon.memory();
    expect(live + cached).toBeLessThan(live + 20e6);
  });
});
