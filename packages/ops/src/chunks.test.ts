import { describe, expect, it } from "vitest";
import { chunks } from "./chunks.ts";

describe("chunks", () => {
  it("cuts rows so that no chunk has more elements than the limit", () => {
    expect(chunks(7, 5, 15)).toEqual([
      { at: 0, count: 3 },
      { at: 3, count: 3 },
      { at: 6, count: 1 },
    ]);
  });

  it("takes one row at a time where a row alone is over the limit", () => {
    expect(chunks(2, 20, 15)).toEqual([
      { at: 0, count: 1 },
      { at: 1, count: 1 },
    ]);
  });

  it("makes one chunk of what fits, and of nothing", () => {
    expect(chunks(3, 5, 15)).toEqual([{ at: 0, count: 3 }]);
    expect(chunks(0, 5, 15)).toEqual([{ at: 0, count: 0 }]);
  });
});
