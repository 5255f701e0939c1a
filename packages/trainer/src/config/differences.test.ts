import { expect, it } from "vitest";
import { differences } from "./differences.ts";

it("finds none between equal configurations, whatever the order of their keys", () => {
  expect(differences({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
});

it("names a nested option by its path, with both values", () => {
  const left = { model: { type: "gpt2", nLayer: 4 }, seed: 1 };
  const right = { model: { type: "gpt2", nLayer: 6 }, seed: 1 };
  expect(differences(left, right)).toEqual([{ path: "model.nLayer", left: 4, right: 6 }]);
});

it("reports an option that only one of them has", () => {
  expect(differences({ a: 1 }, { b: null })).toEqual([
    { path: "a", left: 1, right: undefined },
    { path: "b", left: undefined, right: null },
  ]);
});

it("compares lists as a whole", () => {
  expect(differences({ a: [1, 2] }, { a: [1, 3] })).toEqual([
    { path: "a", left: [1, 2], right: [1, 3] },
  ]);
});

it("tells a list, an object and null apart", () => {
  expect(differences({ a: [] }, { a: {} })).toHaveLength(1);
  expect(differences({ a: null }, { a: {} })).toHaveLength(1);
});
