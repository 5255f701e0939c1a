import { expect, it } from "vitest";
import { lazily } from "./lazily.ts";
import { percent, points, spreadOf } from "./numbers.ts";

it("shares are percentages, differences are points", () => {
  expect([0.934, 1, 0].map(percent)).toEqual(["93.4 %", "100.0 %", "0.0 %"]);
  expect([0.084, -0.05, 0].map(points)).toEqual(["+8.4 points", "−5.0 points", "+0.0 points"]);
});

it("the spread of several seeds", () => {
  expect(spreadOf([0.5, 0.75, 0.25])).toEqual({ mean: 0.5, low: 0.25, high: 0.75 });
});

it("what is made lazily is made once, when it is first asked for", async () => {
  let made = 0;
  const get = lazily(async () => ++made);
  expect(made).toBe(0);
  expect([await get(), await get()]).toEqual([1, 1]);
});
