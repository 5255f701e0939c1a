import { matMul, ones } from "@tensorflow/tfjs-core";
import { afterEach, expect, it, vi } from "vitest";
import { startWasm } from "./start.ts";

// a worker that is not there
vi.mock("./files.ts", async (original) => {
  const files = await original<typeof import("./files.ts")>();
  const installed = (path: string) =>
    path === "worker.js" ? "/nowhere.js" : files.installed(path);
  return { ...files, installed };
});

afterEach(() => vi.restoreAllMocks());

it("a worker that does not start is an error where threads were asked for", async () => {
  await expect(startWasm({ threads: 2 })).rejects.toMatchObject({
    code: "WASM_THREADS",
    got: expect.stringContaining("/nowhere.js"),
  });
});

it("else there is a warning, and one thread does the work", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await startWasm();
  expect(warn.mock.calls[0]?.[0]).toMatch(/goes on with one thread.*did not start/s);
  expect(matMul(ones([3, 4]), ones([4, 1])).dataSync()[0]).toBe(4);
});
