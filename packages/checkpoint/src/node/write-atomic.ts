import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError } from "./file-error.ts";

/**
 * Writes a file so that, whenever the process dies, either the old or the new content is there whole:
 * under a temporary name, synced, then renamed over the old one.
 *
 * @throws GptError `DISK_FULL`, `READ_ONLY`, `FILE_FAILED`; the old file is untouched
 */
export async function writeAtomic(
  path: string,
  chunks: Uint8Array | string | Iterable<Uint8Array>,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      for (const chunk of asChunks(chunks)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(cause, path);
  }
}

/** Makes renames in a folder durable, where the system can. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be opened there
  const folder = await open(join(path), "r");
  await folder.sync().finally(() => folder.close());
}

function asChunks(chunks: Uint8Array | string | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof chunks === "string") return [new TextEncoder().encode(chunks)];
  return chunks instanceof Uint8Array ? [chunks] : chunks;
}
