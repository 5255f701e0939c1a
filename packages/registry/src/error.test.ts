import { describe, expect, it } from "vitest";
import { GptError, isGptError } from "./index.ts";

const error = new GptError("CORPUS_EMPTY", {
  message: "The corpus has no text.",
  expected: "at least one document",
  got: "0 documents",
  help: "check the path",
});

describe("GptError", () => {
  it("says what was expected and got, and ends with a hint", () => {
    expect(error.message.split("\n")).toEqual([
      "The corpus has no text.",
      "  expected: at least one document",
      "  got: 0 documents",
      "  - help: check the path",
    ]);
  });

  it("leaves out what it was not told", () => {
    const short = new GptError("X", { message: "No.", help: "try again" });
    expect(short.message).toBe("No.\n  - help: try again");
    expect(short.toJSON()).toEqual({ code: "X", message: "No.", help: "try again" });
  });

  it("turns into plain data", () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "CORPUS_EMPTY",
      message: "The corpus has no text.",
      expected: "at least one document",
      got: "0 documents",
      help: "check the path",
    });
  });

  it("keeps the cause", () => {
    const cause = new Error("deep");
    expect(new GptError("X", { message: "m", help: "h", cause }).cause).toBe(cause);
  });
});

describe("isGptError", () => {
  it("knows its own, and those of another copy of the package", () => {
    const foreign = Object.assign(new Error("m"), { name: "GptError", code: "X", help: "h" });
    expect(isGptError(error)).toBe(true);
    expect(isGptError(foreign)).toBe(true);
  });

  it("refuses everything else", () => {
    for (const other of [new Error("m"), "text", null, undefined, { code: "X", help: "h" }]) {
      expect(isGptError(other)).toBe(false);
    }
  });
});
