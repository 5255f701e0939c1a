import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { GptError } from "@gpt/registry";
import { expect, it } from "vitest";
import { withFileErrors } from "./file-errors.ts";

it.skipIf(!existsSync("/dev/full"))("says that the disk is full", async () => {
  const work = withFileErrors("/dev/full", () => writeFile("/dev/full", "x"));
  await expect(work).rejects.toMatchObject({ code: "DISK_FULL" });
});

it("names the path, and keeps the error underneath", async () => {
  const work = () => mkdir("/dev/null/x");
  const error = await withFileErrors("runs/a", work).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "FILE_FAILED", cause: { code: "ENOTDIR" } });
  expect((error as Error).message).toContain("runs/a");
});

it("lets errors that are already explained, and bugs, pass", async () => {
  const rethrow = (error: Error) =>
    withFileErrors("a", async () => {
      throw error;
    }).catch((e: unknown) => e);
  const explained = new GptError("X", { message: "m", help: "h" });
  expect(await rethrow(explained)).toBe(explained);
  const bug = new TypeError("undefined is not a function");
  expect(await rethrow(bug)).toBe(bug);
});
