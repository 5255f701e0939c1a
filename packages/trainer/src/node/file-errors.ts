import { fileError } from "@gpt/checkpoint/node";

/**
 * Runs a piece of file work. What the file system refuses comes out as a `GptError` (`DISK_FULL`,
 * `READ_ONLY`, `FILE_NOT_FOUND`, `FILE_FAILED`) that names the path; anything else as it is.
 */
export async function withFileErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const isSystem = (cause as NodeJS.ErrnoException).syscall !== undefined;
    throw isSystem ? fileError(cause, path) : cause;
  }
}
