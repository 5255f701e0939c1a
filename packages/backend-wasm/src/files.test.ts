import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { fileOf, installed, loadModule } from "./files.ts";

const VARIANTS = [false, true].flatMap((relaxed) =>
  [false, true].map((shared) => ({ relaxed, shared })),
);

it("names a file for every variant, and finds it in the package", () => {
  const names = VARIANTS.map(fileOf);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(existsSync(installed(`build/${name}`) as string)).toBe(true);
  expect(installed("worker.js")).toMatch(/worker\.js$/);
  expect(installed("build/nothing.wasm")).toBeUndefined();
});

it.each(VARIANTS)("compiles %j, whose memory is given to it", async (variant) => {
  const module = await loadModule(variant);
  const imports = WebAssembly.Module.imports(module).map(({ name }) => name);
  expect(imports.sort()).toEqual(["memory", "outOfMemory"]);
});

it("says where a .wasm file was looked for", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(0);
  const { port } = server.address() as AddressInfo;
  const load = loadModule({ relaxed: false, shared: false }, `http://localhost:${port}/assets`);
  await expect(load).rejects.toMatchObject({
    code: "WASM_MISSING",
    got: `http://localhost:${port}/assets/simd.wasm: 404 Not Found`,
  });
  server.close();
});

it.each([
  ["a host that is not there", "http://localhost:1/assets", /localhost:1\/assets\/simd.wasm: /],
  ["a path that is no URL", "assets", /^assets: Invalid URL/],
  ["a folder that is not there", "file:///nowhere", /file:\/\/\/nowhere\/simd.wasm: ENOENT/],
])("says so for %s", async (_, folder, got) => {
  const load = loadModule({ relaxed: false, shared: false }, folder);
  await expect(load).rejects.toMatchObject({
    code: "WASM_MISSING",
    got: expect.stringMatching(got),
  });
});

it.each([
  ["a page", "<!DOCTYPE html><title>App</title>", /it begins with "<!DOCTYPE html>/],
  ["nothing", "", /it begins with ""/],
  [
    "the beginning of a module",
    "\0asm\u0001\0\0\0\u0001",
    /simd\.wasm: WebAssembly\.\w+\(\): |relaxed\.wasm: WebAssembly\.\w+\(\): /,
  ],
])("says so where the server answers %s", async (_, body, got) => {
  const server = createServer((_request, response) => response.end(body)).listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const load = loadModule({ relaxed: true, shared: false }, `http://localhost:${port}/`);
  await expect(load).rejects.toMatchObject({
    code: "WASM_MISSING",
    got: expect.stringMatching(got),
  });
});

it("reads a folder of Node's own files", async () => {
  const folder = new URL("../build", import.meta.url).href;
  const module = await loadModule({ relaxed: false, shared: false }, folder);
  expect(module).toBeInstanceOf(WebAssembly.Module);
});
