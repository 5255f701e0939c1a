import { expect, it } from "vitest";
import { dot } from "./arithmetic.ts";
import { assemble } from "./assembler.ts";
import { v128 } from "./instructions.ts";
import { compileRelaxed, isValidRelaxed } from "./relaxed.ts";

const fused = assemble([dot(v128.fusedMultiplyAdd)]);
const broken = Uint8Array.from(fused.subarray(0, fused.length - 1));

it("compiles relaxed SIMD on every Node, and leaves the runtime as it was", async () => {
  const before = WebAssembly.validate(fused);
  expect(isValidRelaxed(fused)).toBe(true);
  expect(await compileRelaxed(fused)).toBeInstanceOf(WebAssembly.Module);
  expect(WebAssembly.validate(fused)).toBe(before);
});

it("refuses what is no module", async () => {
  expect(isValidRelaxed(broken)).toBe(false);
  await expect(compileRelaxed(broken)).rejects.toThrow(WebAssembly.CompileError);
});
