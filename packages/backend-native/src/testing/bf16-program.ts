/** The tests of products as a program, for an emulator with bf16. */
import "../products.test.ts";
import "../bf16.test.ts";
import { expect, it } from "vitest";
import { loadAddon } from "../load.ts";

it("takes the level with bf16 by itself, whose peak counts its operations", () => {
  expect(loadAddon().levels()).toEqual(["neonbf16", "neon", "portable"]);
  loadAddon().setLevel("neonbf16");
  loadAddon().threads(2);
  expect(loadAddon().peakProducts(10, 1)).toBe(2 * 10 * 24 * 32);
});
