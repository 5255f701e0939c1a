import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { expect, it } from "vitest";
import { features } from "./features.ts";
import { startWasm } from "./start.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

it("finds shared memory and relaxed SIMD in an isolated page", () => {
  expect(features()).toEqual({ simd: true, relaxed: true, shared: true });
});

for (const threads of [1, 2]) {
  conformance(`wasm in a browser, ${threads} threads`, () => startWasm({ threads }), { kernels });
}
