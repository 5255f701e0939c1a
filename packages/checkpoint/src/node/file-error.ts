import { GptError, isGptError } from "@gpt/registry";

/** A failed file operation as an error a person can act on. */
export function fileError(cause: unknown, path: string): GptError {
  if (isGptError(cause)) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [name, what, help] = explain(code);
  return new GptError(name, { message: `${path}: ${what}.`, got: message, help, cause });
}

function explain(code: string | undefined): [code: string, what: string, help: string] {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return [
        "DISK_FULL",
        "the disk is full",
        "free some space; what was there before is untouched",
      ];
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return [
        "READ_ONLY",
        "it may not be written",
        "choose another folder, or change its permissions",
      ];
    case "ENOENT":
      return ["FILE_NOT_FOUND", "there is no such file or folder", "check the path"];
    default:
      return ["FILE_FAILED", "the file operation failed", "see what the system says above"];
  }
}
