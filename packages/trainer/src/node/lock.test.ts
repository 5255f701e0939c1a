import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { lockRun } from "./lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gpt-lock-"));
});
const lockFile = () => join(folder, "run.lock");
const leave = (pid: number, host = hostname()) =>
  writeFileSync(lockFile(), JSON.stringify({ pid, host, since: "earlier", token: "t" }));

/** A process that has ended; its pid is free. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid as number;
}

it("is there while it is held and gone afterwards", async () => {
  const lock = await lockRun(folder);
  expect(JSON.parse(readFileSync(lockFile(), "utf8")).pid).toBe(process.pid);
  expect(lock.note).toBeNull();
  await lock.release();
  expect(existsSync(lockFile())).toBe(false);
});

it("refuses a second holder in the same process", async () => {
  const lock = await lockRun(folder);
  await expect(lockRun(folder)).rejects.toMatchObject({ code: "RUN_IN_USE" });
  await lock.release();
  await (await lockRun(folder)).release();
});

it("refuses while another process lives, and names it", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  leave(child.pid as number);
  const error = await lockRun(folder).catch((e: unknown) => e);
  child.kill("SIGKILL");
  expect(error).toMatchObject({ code: "RUN_IN_USE" });
  expect((error as Error).message).toContain(String(child.pid));
});

it("takes over from a dead process, and says so", async () => {
  const pid = await deadPid();
  leave(pid);
  const lock = await lockRun(folder);
  expect(lock.note).toContain(String(pid));
  await lock.release();
});

it("takes over its own pid's lock of an earlier life, as happens in containers", async () => {
  leave(process.pid);
  await (await lockRun(folder)).release();
});

it("takes over a torn lock file", async () => {
  writeFileSync(lockFile(), '{"pid": 12');
  await (await lockRun(folder)).release();
});

it("does not judge processes of another host", async () => {
  leave(await deadPid(), "another-host");
  await expect(lockRun(folder)).rejects.toMatchObject({ code: "RUN_IN_USE" });
});

it("gives a stale lock to exactly one of several rivals", async () => {
  leave(await deadPid());
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => lockRun(folder)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
});

it("does not remove a lock that somebody else took meanwhile", async () => {
  const lock = await lockRun(folder);
  leave(1);
  await lock.release();
  expect(existsSync(lockFile())).toBe(true);
});
