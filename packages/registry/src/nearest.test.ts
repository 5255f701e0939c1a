import { expect, it } from "vitest";
import { nearest } from "./index.ts";

const names = ["causal", "full", "banded", "strided"];

it("finds the name that a typing error meant", () => {
  expect(nearest("cuasal", names)).toBe("causal");
  expect(nearest("bandet", names)).toBe("banded");
  expect(nearest("strided_", names)).toBe("strided");
});

it("does not mind upper case", () => {
  expect(nearest("FULL", names)).toBe("full");
});

it("finds none where none is close", () => {
  expect(nearest("zebra", names)).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});

it("takes the closest of several", () => {
  expect(nearest("gpt2", ["gpt1", "gpt2-xl", "gpt2"])).toBe("gpt2");
});
