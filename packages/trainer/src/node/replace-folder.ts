import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Replaces a folder by one that `fill` writes, so that at every moment, also if the process is
 * killed, either the old or the new content is there whole ({@link recoverFolder} finds it):
 *
 * 1. fill `name.partial`, sync every file            (a kill here: the old one stands)
 * 2. rename it to `name.next`: it is complete        (a kill here: `next` is the newest)
 * 3. rename `name` to `name.previous`, `next` to `name`, delete `previous`
 */
export async function replaceFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await recoverFolder(path);
  const partial = `${path}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await fill(partial);
  await syncTree(partial);
  await rename(partial, `${path}.next`);
  await sync(dirname(path));
  await recoverFolder(path);
}

/** Finishes whatever an interrupted {@link replaceFolder} had begun. Does nothing otherwise. */
export async function recoverFolder(path: string): Promise<void> {
  const parent = dirname(path);
  const there = new Set(await readdir(parent).catch(() => []));
  const has = (suffix: string) => there.has(`${path.slice(parent.length + 1)}${suffix}`);
  if (has(".next")) {
    if (has("")) {
      await rm(`${path}.previous`, { recursive: true, force: true });
      await rename(path, `${path}.previous`);
    }
    await rename(`${path}.next`, path);
  } else if (!has("") && has(".previous")) {
    await rename(`${path}.previous`, path);
  }
  if (has(".next") || has(".previous")) await sync(parent);
  await rm(`${path}.previous`, { recursive: true, force: true });
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? syncTree(path) : sync(path));
  }
  await sync(folder);
}

/** Flushes a file, or a folder's list of names, to the disk. Windows cannot sync folders. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, "r").catch(() => null);
  try {
    await handle?.sync();
  } catch (cause) {
    if (process.platform !== "win32") throw cause;
  } finally {
    await handle?.close();
  }
}
