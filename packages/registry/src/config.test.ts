import { expect, it } from "vitest";
import { checkVersion, type GptError, isGptError, parseConfig } from "./index.ts";

it("reads JSON", () => {
  expect(parseConfig('{"a": [1]}', "x.json")).toEqual({ a: [1] });
});

it("names the file, the line and the column", () => {
  expect(() => parseConfig('{\n  "a": 1,\n  b\n}', "x.json")).toThrow(
    /^x\.json is not valid JSON \(line 3, column 3\)\./,
  );
  expect(() => parseConfig("", "x.json")).toThrow(/line 1, column 1/);
});

it("carries the code and the engine's own words", () => {
  try {
    parseConfig("[1,]", "x.json");
    expect.unreachable();
  } catch (error) {
    expect(isGptError(error) && error.code).toBe("CONFIG_NOT_JSON");
    expect((error as GptError).cause).toBeInstanceOf(SyntaxError);
  }
});

it("refuses a config of a newer version", () => {
  expect(() => checkVersion(3, 2, "config.json")).toThrow(/newer version/);
  expect(codeOf(() => checkVersion(3, 2, "config.json"))).toBe("CONFIG_NEWER");
});

it("refuses a config without a version", () => {
  expect(() => checkVersion(undefined, 2, "config.json")).toThrow(/which version/);
  expect(() => checkVersion(1.5, 2, "config.json")).toThrow(/which version/);
  expect(codeOf(() => checkVersion(0, 2, "config.json"))).toBe("CONFIG_VERSION");
});

it("takes supported versions", () => {
  expect(() => checkVersion(1, 2, "config.json")).not.toThrow();
  expect(() => checkVersion(2, 2, "config.json")).not.toThrow();
});

function codeOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (isGptError(error)) return error.code;
  }
  return "none";
}
