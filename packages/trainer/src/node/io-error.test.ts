import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { GptError } from "@gpt/registry";
import { describe, expect, it } from "vitest";
import { ioError, withIoErrors } from "./io-error.ts";

describe.skipIf(!existsSync("/dev/full"))("on a real full device", () => {
  it("says that there is no room", async () => {
    const work = withIoErrors("/dev/full", () => writeFile("/dev/full", "x"));
    await expect(work).rejects.toMatchObject({ code: "DISK_FULL", got: "ENOSPC" });
  });
});

it("says what may not be written", () => {
  const denied = Object.assign(new Error("no"), { code: "EROFS" });
  expect(ioError("runs/a", denied)).toMatchObject({ code: "RUN_NOT_WRITABLE" });
  expect((ioError("runs/a", denied) as Error).message).toContain("runs/a");
});

it("names the path for anything else the file system refuses", async () => {
  const work = withIoErrors("here", () => mkdir("/dev/null/x"));
  await expect(work).rejects.toMatchObject({ code: "RUN_IO" });
});

it("keeps the error underneath as the cause", async () => {
  const error = await withIoErrors("here", () => mkdir("/dev/null/x")).catch((e: Error) => e);
  expect((error as Error).cause).toMatchObject({ code: "ENOTDIR" });
});

it("lets errors that are already explained, and bugs, pass", () => {
  const explained = new GptError("X", { message: "m", help: "h" });
  expect(ioError("a", explained)).toBe(explained);
  const bug = new TypeError("undefined is not a function");
  expect(ioError("a", bug)).toBe(bug);
});
