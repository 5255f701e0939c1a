import { expect, it } from "vitest";
import { formatCount, formatDuration, formatNumber } from "./format.ts";

/** Narrow spaces as plain ones, for legible expectations. */
const plain = (text: string) => text.replaceAll("\u202f", " ");

it.each([
  [0, "0"],
  [7, "7"],
  [999, "999"],
  [1234, "1.23K"],
  [19_149, "19.1K"],
  [999_600, "1M"],
  [124_439_808, "124M"],
  [174_604_259_328, "175B"],
  [-1500, "-1.5K"],
])("counts %d as %s", (value, text) => {
  expect(plain(formatCount(value))).toBe(text);
});

it.each([
  [0, "0"],
  [3, "3"],
  [2.3456, "2.35"],
  [0.0123, "0.012"],
  [0.00061, "6.10e-4"],
  [-0.00061, "-6.10e-4"],
  [12_345.6, "12,346"],
  [Number.NaN, "NaN"],
])("writes %d as %s", (value, text) => {
  expect(plain(formatNumber(value))).toBe(text);
});

it.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [42, "42 s"],
  [59.7, "1 min"],
  [61, "1 min 1 s"],
  [3725, "1 h 2 min"],
  [7200, "2 h"],
  [200_000, "2 d 7 h"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(plain(formatDuration(seconds))).toBe(text);
});
