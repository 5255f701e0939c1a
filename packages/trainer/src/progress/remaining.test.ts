import { expect, it } from "vitest";
import { type Course, fractionDone, secondsRemaining } from "./remaining.ts";

const course = (part: Partial<Course>): Course => ({ step: 0, tokens: 0, seconds: 0, ...part });

it("takes the limit that is nearest", () => {
  const at = { step: 50, tokens: 1000, seconds: 60 };
  expect(fractionDone({ ...at, steps: 100 })).toBe(0.5);
  expect(fractionDone({ ...at, steps: 100, maxTokens: 1250 })).toBe(0.8);
  expect(fractionDone({ ...at, steps: 100, maxMinutes: 10 })).toBe(0.5);
});

it("never exceeds one", () => {
  expect(fractionDone(course({ step: 120, steps: 100 }))).toBe(1);
});

it("counts a run of no steps as done", () => {
  expect(fractionDone(course({ steps: 0 }))).toBe(1);
});

it("extends the pace so far", () => {
  const now = course({ step: 25, steps: 100, seconds: 50 });
  expect(secondsRemaining(course({ steps: 100 }), now)).toBeCloseTo(150, 9);
});

it("uses the pace of this session alone after a resume", () => {
  const start = course({ step: 50, steps: 100, seconds: 5000 });
  const now = course({ step: 75, steps: 100, seconds: 5010 });
  expect(secondsRemaining(start, now)).toBeCloseTo(10, 9);
});

it("knows nothing before the first step, or without a limit", () => {
  expect(secondsRemaining(course({ steps: 9 }), course({ steps: 9 }))).toBeNull();
  expect(secondsRemaining(course({}), course({ step: 5, seconds: 1 }))).toBeNull();
});

it("is zero at the end", () => {
  expect(secondsRemaining(course({ steps: 9 }), course({ step: 9, steps: 9, seconds: 3 }))).toBe(0);
});
