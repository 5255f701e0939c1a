import { randomUUID } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GptError } from "@gpt/registry";
import { withFileErrors } from "./file-errors.ts";

/** What a lock file says about the process that holds it. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly token: string;
}

/** A lock that is held. */
export interface RunLock {
  /** Set when a dead process had left its lock behind: one sentence for the user. */
  readonly note: string | null;
  release(): Promise<void>;
}

/** Locks of this process: its own pid in a file may be a leftover of an earlier life. */
const held = new Set<string>();

/** How long a rival that found the same stale lock has to overwrite ours, in milliseconds. */
const RIVAL = 60;

/**
 * Takes the run folder for this process: `run.lock` with pid and host. The lock of a process that
 * no longer lives is taken over.
 *
 * @throws GptError `RUN_IN_USE` while a live process holds it
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const path = join(folder, "run.lock");
  const token = randomUUID();
  const mine = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    token,
  } satisfies Holder);
  const note = await withFileErrors(path, () => take(path, mine, token));
  held.add(token);
  return { note, release: () => release(path, token) };
}

async function take(path: string, mine: string, token: string): Promise<string | null> {
  try {
    await writeFile(path, mine, { flag: "wx" });
    return null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
  const holder = await readHolder(path);
  if (holder !== null && isAlive(holder)) throw inUse(path, holder);
  // Two processes may find the same stale lock: the later rename wins, and the other one sees it.
  await writeFile(`${path}.${token}`, mine);
  await rename(`${path}.${token}`, path);
  await wait(RIVAL);
  const winner = await readHolder(path);
  if (winner?.token !== token) throw inUse(path, winner);
  return `took over the lock of process ${holder?.pid ?? "?"}, which is no longer there`;
}

async function release(path: string, token: string): Promise<void> {
  held.delete(token);
  if ((await readHolder(path))?.token === token) await unlink(path);
}

/** Null for a lock that is gone, torn or foreign. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    const holder = JSON.parse(await readFile(path, "utf8"));
    return Number.isInteger(holder?.pid) ? holder : null;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true; // nobody can tell from here
  if (holder.pid === process.pid) return held.has(holder.token);
  try {
    process.kill(holder.pid, 0); // signal 0 only asks
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

function inUse(path: string, holder: Holder | null): GptError {
  return new GptError("RUN_IN_USE", {
    message: `Another process is training in this run folder (${path}).`,
    expected: "a folder that no live process uses",
    got:
      holder === null ? "a rival" : `process ${holder.pid} on ${holder.host} since ${holder.since}`,
    help: "stop that process first; if you know that it is gone, delete the lock file",
  });
}
