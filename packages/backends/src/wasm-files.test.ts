import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wasmPaths } from "./wasm-files.ts";

const SIMD = "tfjs-backend-wasm-simd.wasm";

describe("wasmPaths", () => {
  it("finds the installed binaries in Node and Deno", () => {
    for (const runtime of ["node", "deno"] as const) {
      const paths = Object.values(wasmPaths(runtime) ?? {});
      expect(paths).toHaveLength(3);
      expect(paths.every((path) => existsSync(path))).toBe(true);
    }
  });

  it("takes a folder, with or without a slash", () => {
    expect(wasmPaths("browser", "/assets")?.[SIMD]).toBe(`/assets/${SIMD}`);
    expect(wasmPaths("browser", "/assets/")?.[SIMD]).toBe(`/assets/${SIMD}`);
  });

  it("takes the URL of a file as it is, as bundlers give it", () => {
    for (const url of ["/assets/simd-3f2a.wasm", "/x/simd.wasm?v=1"]) {
      expect(wasmPaths("browser", url)?.[SIMD]).toBe(url);
    }
  });

  it("leaves it to tfjs in a browser where no path is given", () => {
    expect(wasmPaths("browser")).toBeUndefined();
  });
});
