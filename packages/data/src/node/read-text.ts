import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { GptError } from "@gpt/registry";

/**
 * A file's text in pieces, in bounded memory; `.gz` is unpacked.
 *
 * @throws GptError `FILE_NOT_FOUND`, `FILE_FAILED`, `FILE_BINARY` with the byte offset
 */
export async function* readText(path: string): AsyncGenerator<string> {
  await checkFile(path);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let offset = 0;
  try {
    for await (const chunk of bytesOf(path)) {
      const zero = chunk.indexOf(0);
      if (zero >= 0) throw binary(path, `a zero byte at byte ${offset + zero}`);
      yield decode(decoder, chunk, path, offset);
      offset += chunk.length;
    }
  } catch (cause) {
    throw cause instanceof GptError ? cause : failed(path, cause);
  }
  const rest = decode(decoder, new Uint8Array(0), path, offset, true);
  if (rest !== "") yield rest;
}

/** Lines of a file, without their ends. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const text of readText(path)) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  const file = createReadStream(path);
  if (!path.endsWith(".gz")) return file;
  const unpacked = createGunzip();
  pipeline(file, unpacked, () => undefined); // errors reach the reader of `unpacked`
  return unpacked;
}

function decode(
  decoder: TextDecoder,
  bytes: Uint8Array,
  path: string,
  offset: number,
  last = false,
): string {
  try {
    return decoder.decode(bytes, { stream: !last });
  } catch {
    throw binary(path, `bytes that are no UTF-8, in the stretch from byte ${offset}`);
  }
}

async function checkFile(path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info?.isFile()) return;
  throw new GptError("FILE_NOT_FOUND", {
    message: info === null ? `There is no file ${path}.` : `${path} is not a file.`,
    expected: "a text file",
    got: info === null ? "nothing" : "a folder or device",
    help: "check the path; relative paths start in the folder you are in",
  });
}

function binary(path: string, got: string): GptError {
  return new GptError("FILE_BINARY", {
    message: `${path} is not a text file.`,
    expected: "UTF-8 text",
    got,
    help: "convert it to UTF-8 text first; only .gz is unpacked on the way",
  });
}

function failed(path: string, cause: unknown): GptError {
  return new GptError("FILE_FAILED", {
    message: `${path} could not be read.`,
    got: cause instanceof Error ? cause.message : String(cause),
    help: "the file may be damaged, or not what its name says",
    cause,
  });
}
