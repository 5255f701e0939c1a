import { GptError } from "./error.ts";
import { jsonErrorOffset } from "./json-error.ts";
import type { Json } from "./plugin.ts";

/**
 * Reads a config file's text.
 *
 * @param source the file's name, for errors
 * @throws GptError `CONFIG_NOT_JSON` with line and column
 */
export function parseConfig(text: string, source: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GptError("CONFIG_NOT_JSON", {
      message: `${source} is not valid JSON (${place(text)}).`,
      expected: "JSON",
      got: (cause as Error).message,
      help: "check for a missing comma, quote or bracket there; JSON has no comments",
      cause,
    });
  }
}

/**
 * Refuses a config that a newer version of this software wrote.
 *
 * @throws GptError `CONFIG_NEWER`
 */
export function checkVersion(got: unknown, supported: number, source: string): void {
  if (typeof got === "number" && Number.isInteger(got) && got >= 1 && got <= supported) return;
  const newer = typeof got === "number" && got > supported;
  throw new GptError(newer ? "CONFIG_NEWER" : "CONFIG_VERSION", {
    message: newer
      ? `${source} was written by a newer version.`
      : `${source} does not say which version of the format it has.`,
    expected: `version 1 to ${supported}`,
    got: JSON.stringify(got) ?? "no version",
    help: newer ? "update the @gpt packages" : "check that this is one of our files",
  });
}

function place(text: string): string {
  const before = text.slice(0, jsonErrorOffset(text)).split("\n");
  return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}
