import { GptError } from "@gpt/registry";

/**
 * The text of a file that is given as text or as its bytes.
 *
 * @throws GptError `FILE_NOT_UTF8`
 */
export function fileText(contents: string | Uint8Array, source: string): string {
  if (typeof contents === "string") return contents;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(contents);
  } catch (cause) {
    throw new GptError("FILE_NOT_UTF8", {
      message: `${source} is no UTF-8.`,
      expected: "a text file in UTF-8",
      got: `${contents.length} bytes that are not`,
      help: "the file is damaged, packed, or in another encoding: take a fresh copy",
      cause,
    });
  }
}
