import { expect, it } from "vitest";
import { reportData } from "./data.ts";
import { exampleLog } from "./fixture.ts";

it("keeps every step of a short run", () => {
  const { train, validation } = reportData(exampleLog(30));
  expect(train.step).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(train.loss.slice(0, 3)).toEqual([5, 3, 2.3333]);
  expect(validation.step).toEqual([10, 20, 30]);
});

it("averages groups of neighbours in a long run, and keeps its last step", () => {
  const log = exampleLog(4001);
  const { train } = reportData(log);
  expect(train.step.length).toBeLessThanOrEqual(1500);
  expect(train.step.slice(0, 2)).toEqual([3, 6]);
  expect(train.step.at(-1)).toBe(4001);
  expect(train.loss[0]).toBeCloseTo((5 + 3 + 7 / 3) / 3, 3);
});

it("never drops a validation", () => {
  expect(reportData(exampleLog(4000)).validation.step).toHaveLength(400);
});

it("writes what JSON cannot hold as a gap", () => {
  const log = exampleLog(1);
  const steps = log.steps.map((step) => ({ ...step, loss: Number.NaN }));
  expect(reportData({ ...log, steps }).train.loss).toEqual([null]);
});

it("of a run that has not begun is empty", () => {
  const { train, validation } = reportData(exampleLog(0));
  expect(train.step).toEqual([]);
  expect(validation.loss).toEqual([]);
});
