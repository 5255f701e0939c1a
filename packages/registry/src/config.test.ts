import { expect, it } from "vitest";
import { checkVersion, nearest, parseConfig } from "./index.ts";

it("reads JSON", () => {
  expect(parseConfig('{"a": [1]}', "x.json")).toEqual({ a: [1] });
});

it("names the file, and the line and column where the engine tells them", () => {
  expect(() => parseConfig('{\n  "a": 1,\n  b\n}', "x.json")).toThrow(/x\.json is not valid JSON/);
  expect(() => parseConfig('{\n  "a": 1,\n  b\n}', "x.json")).toThrow(/line 3, column 3/);
});

it("refuses a config of a newer version", () => {
  expect(() => checkVersion(3, 2, "config.json")).toThrow(/newer version/);
});

it("refuses a config without a version", () => {
  expect(() => checkVersion(undefined, 2, "config.json")).toThrow(/which version/);
  expect(() => checkVersion(1.5, 2, "config.json")).toThrow(/which version/);
});

it("takes supported versions", () => {
  expect(() => checkVersion(1, 2, "config.json")).not.toThrow();
  expect(() => checkVersion(2, 2, "config.json")).not.toThrow();
});

it("finds the name a typing error meant, and none when nothing is close", () => {
  expect(nearest("cuasal", ["full", "causal"])).toBe("causal");
  expect(nearest("zebra", ["full", "causal"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});
