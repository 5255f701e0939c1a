import { describe, expect, it } from "vitest";
import { gridPoints, named, pointText } from "./grid.ts";

const points = (...axes: string[]) => gridPoints(axes).map((point) => Object.fromEntries(point));

describe("gridPoints", () => {
  it("is one point without options where there is no grid", () => {
    expect(points()).toEqual([{}]);
  });

  it("combines every value with every other, at their places in the configuration", () => {
    expect(points("lr=1e-4,3e-4", "epochs=3,6", "optimizer.decay=matrices")).toEqual([
      { "schedule.learningRate": 1e-4, epochs: 3, "optimizer.decay": "matrices" },
      { "schedule.learningRate": 1e-4, epochs: 6, "optimizer.decay": "matrices" },
      { "schedule.learningRate": 3e-4, epochs: 3, "optimizer.decay": "matrices" },
      { "schedule.learningRate": 3e-4, epochs: 6, "optimizer.decay": "matrices" },
    ]);
  });

  it("is told with the short names", () => {
    const [point] = gridPoints(["lr=0.5", "batch=8"]);
    expect(pointText(point as Map<string, number>)).toBe("lr 0.5, batch 8");
    expect([...named(point as Map<string, number>).keys()]).toEqual(["lr", "batch"]);
  });

  it.each([
    [["lr"], "GRID_INVALID"],
    [["lr=1,,2"], "GRID_INVALID"],
    [["lr=1", "lr=2"], "GRID_INVALID"],
    [["lr=1", "schedule.learningRate=2"], "GRID_INVALID"],
    [["task.count=1,2"], "GRID_INVALID"],
    [["9$=1,2"], "OVERRIDE_INVALID"],
  ])("refuses %j", (axes, code) => {
    expect(() => gridPoints(axes)).toThrow(expect.objectContaining({ code }));
  });
});
