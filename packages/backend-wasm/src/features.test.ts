import { afterEach, expect, it, vi } from "vitest";
import { features } from "./features.ts";

afterEach(() => vi.unstubAllGlobals());

it("finds all of it in Node, relaxed SIMD also where that is behind a flag", () => {
  expect(features()).toEqual({ simd: true, relaxed: true, shared: true });
});

it("takes the flag back: what others compile is as before", () => {
  const relaxed = Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7b, 0x7b, 1, 0x7b, 3, 2, 1, 0],
    ...[10, 11, 1, 9, 0, 0x20, 0, 0x20, 1, 0xfd, 0x8d, 0x02, 0x0b], // f32x4.relaxed_min
  );
  const before = WebAssembly.validate(relaxed);
  features();
  expect(WebAssembly.validate(relaxed)).toBe(before);
});

it("shares no memory in a page that is not isolated", () => {
  vi.stubGlobal("crossOriginIsolated", false);
  expect(features().shared).toBe(false);
});

it("finds nothing where there is no WebAssembly", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(features()).toEqual({ simd: false, relaxed: false, shared: false });
});
