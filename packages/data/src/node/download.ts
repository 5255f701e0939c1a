import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { GptError } from "@gpt/registry";

/** How a file is fetched. */
export interface DownloadOptions {
  /** Folder that keeps what was fetched. */
  readonly cache: string;
  /** Expected SHA-256, in hex; a file that differs is not kept. */
  readonly sha256?: string;
  /** Called with bytes so far, and in all where the server says so. */
  readonly onProgress?: (received: number, total: number | null) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches a file once and keeps it; the next call gives the kept one after checking it.
 *
 * @returns the path of the kept file
 * @throws GptError `DOWNLOAD_FAILED`, `DOWNLOAD_TRUNCATED`, `DOWNLOAD_CHECKSUM`
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<string> {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 12);
  const path = join(options.cache, `${key}-${basename(new URL(url).pathname) || "file"}`);
  if (await isKept(path, options.sha256)) return path;
  await mkdir(options.cache, { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await receive(url, temporary, options);
    const got = await sha256(temporary);
    if (options.sha256 && got !== options.sha256) throw checksum(url, options.sha256, got);
    await rename(temporary, path);
    return path;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function receive(url: string, path: string, options: DownloadOptions): Promise<void> {
  const response = await fetch(url, options.signal ? { signal: options.signal } : {}).catch(
    (cause) => {
      throw failed(url, (cause as Error).message, cause);
    },
  );
  if (!response.ok || response.body === null) throw failed(url, `HTTP status ${response.status}`);
  const length = response.headers.get("content-length");
  const encoded = response.headers.has("content-encoding");
  const total = length === null || encoded ? null : Number(length);
  let received = 0;
  const file = await open(path, "w");
  try {
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      received += chunk.length;
      options.onProgress?.(received, total);
    }
    await file.sync();
  } catch (cause) {
    const isFile = (cause as NodeJS.ErrnoException).syscall === "write"; // a full disk, say
    throw isFile ? cause : truncated(url, total, received, cause);
  } finally {
    await file.close();
  }
  if (total !== null && received !== total) throw truncated(url, total, received);
}

async function isKept(path: string, expected: string | undefined): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  return there !== null && (expected === undefined || (await sha256(path)) === expected);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

function failed(url: string, got: string, cause?: unknown): GptError {
  return new GptError("DOWNLOAD_FAILED", {
    message: `${url} could not be fetched.`,
    got,
    help: "check the address and the connection",
    cause,
  });
}

function truncated(url: string, total: number | null, received: number, cause?: unknown): GptError {
  return new GptError("DOWNLOAD_TRUNCATED", {
    message: `${url} ended early; nothing was kept.`,
    expected: total === null ? "the whole file" : `${total} bytes`,
    got: `${received} bytes`,
    help: "try again",
    cause,
  });
}

function checksum(url: string, expected: string, got: string): GptError {
  return new GptError("DOWNLOAD_CHECKSUM", {
    message: `${url} is not the expected file; nothing was kept.`,
    expected: `SHA-256 ${expected}`,
    got: `SHA-256 ${got}`,
    help: "the file changed at its source, or was damaged on the way",
  });
}
