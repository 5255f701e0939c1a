/** What a {@link GptError} is made from besides its code. */
export interface GptErrorInfo {
  /** One sentence: what went wrong, and where. */
  readonly message: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What was there instead. */
  readonly got?: string;
  /** What the reader can do about it. */
  readonly help: string;
  /** The error underneath, if there is one. */
  readonly cause?: unknown;
}

/**
 * An error that a user can cause and can mend. The message says what was expected, what was got,
 * and ends with a hint; the code is stable and listed in the documentation.
 */
export class GptError extends Error {
  readonly code: string;
  readonly expected: string | undefined;
  readonly got: string | undefined;
  readonly help: string;

  constructor(code: string, info: GptErrorInfo) {
    super(compose(info), info.cause === undefined ? undefined : { cause: info.cause });
    this.name = "GptError";
    this.code = code;
    this.expected = info.expected;
    this.got = info.got;
    this.help = info.help;
  }

  /** Plain data for machines. */
  toJSON(): { code: string; message: string; expected?: string; got?: string; help: string } {
    return {
      code: this.code,
      message: this.message.split("\n")[0] as string,
      ...(this.expected === undefined ? {} : { expected: this.expected }),
      ...(this.got === undefined ? {} : { got: this.got }),
      help: this.help,
    };
  }
}

/** Whether a thrown value is a {@link GptError}, also one of another copy of this package. */
export function isGptError(error: unknown): error is GptError {
  return error instanceof Error && error.name === "GptError" && "code" in error && "help" in error;
}

function compose({ message, expected, got, help }: GptErrorInfo): string {
  const lines = [message];
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (got !== undefined) lines.push(`  got: ${got}`);
  return [...lines, `  - help: ${help}`].join("\n");
}
