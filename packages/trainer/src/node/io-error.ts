import { GptError, isGptError } from "@gpt/registry";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const FORBIDDEN = new Set(["EACCES", "EPERM", "EROFS"]);

/** A file system failure in words. Errors that explain themselves already pass through. */
export function ioError(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (isGptError(cause) || code === undefined) return cause;
  if (FULL.has(code)) {
    return new GptError("DISK_FULL", {
      message: `There is no room left to write ${path}.`,
      got: code,
      help: "free some space, then resume the run: its last checkpoint is whole",
      cause,
    });
  }
  if (FORBIDDEN.has(code)) {
    return new GptError("RUN_NOT_WRITABLE", {
      message: `${path} may not be written.`,
      got: code,
      help: "choose another run folder, or change the permissions of this one",
      cause,
    });
  }
  return new GptError("RUN_IO", {
    message: `${path} could not be read or written.`,
    got: message,
    help: "check that the run folder and its disk are there and healthy",
    cause,
  });
}

/** Runs a piece of file work; a failure comes out as {@link ioError}. */
export async function withIoErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw ioError(path, cause);
  }
}
