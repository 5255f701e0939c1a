import "@tensorflow/tfjs-backend-cpu";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { oneHotRows } from "./one-hot.ts";

it("has a one in each row, in float32", () => {
  const rows = oneHotRows(tensor1d([2, 0], "int32"), 3);
  expect(rows.dtype).toBe("float32");
  expect(rows.arraySync()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
});

it("takes a depth of 1", () => {
  expect(oneHotRows(tensor1d([0, 0], "int32"), 1).arraySync()).toEqual([[1], [1]]);
});
