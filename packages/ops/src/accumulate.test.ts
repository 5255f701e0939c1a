import "@tensorflow/tfjs-backend-cpu";
import { ready, tensor, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { accumulate } from "./index.ts";

beforeAll(async () => {
  await ready();
});

describe("accumulate", () => {
  it("adds", () => {
    expect(accumulate(tensor([1, 2]), tensor([10, 20])).arraySync()).toEqual([11, 22]);
  });

  it("refuses another shape, and integers", () => {
    const refusal = expect.objectContaining({ code: "OP_SHAPE" });
    expect(() => accumulate(zeros([2, 3]), zeros([3, 2]))).toThrow(refusal);
    expect(() => accumulate(zeros([2], "int32"), zeros([2], "int32"))).toThrow(refusal);
  });
});
