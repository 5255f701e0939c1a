// What builds of the kernels share, whatever the target.
import { createHash } from "node:crypto";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

/** Folder of the kernels' sources. */
export const KERNELS = join(import.meta.dirname, "..", "native");

/** Sources that depend on the system: a target may have its own in their place. */
export const SYSTEM = ["memory.cc", "threads.cc"];

/** Sources that are the same at every level. */
export const COMMON = [...SYSTEM, "spaces.cc"];

/** Paths of the files in a folder that end so, in one order. */
export function filesIn(folder, ending) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

export const hashOf = (...parts) =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

/** Has a file made under another name first, so that nobody finds half of it. */
export async function writeWhole(at, write) {
  const part = `${at}.${process.pid}`;
  await write(part);
  renameSync(part, at);
}
