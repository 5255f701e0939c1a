import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GptError } from "@gpt/registry";
import type { TextSource } from "../source.ts";
import {
  type TokenEncoder,
  type TokenizeProgress,
  type TokenStore,
  tokenize,
} from "../token-store.ts";

/** A token store in a file, and how to let go of it. */
export interface FileStore extends TokenStore {
  /** Closes the file. */
  close(): Promise<void>;
}

interface Manifest {
  readonly version: 1;
  readonly tokens: number;
  /** Bytes of a token: 2 where the vocabulary allows it. */
  readonly width: 2 | 4;
  readonly key: string;
}

/**
 * Tokens of a corpus in a file: written once, in bounded memory, and read by position afterwards.
 *
 * @param folder where `tokens.bin` and `tokens.json` are kept
 * @param key names corpus and tokenizer; another key writes the file anew
 * @throws GptError `CORPUS_EMPTY`, `TOKEN_FILE_TORN`
 */
export async function openFileStore(
  folder: string,
  key: string,
  source: TextSource,
  tokenizer: TokenEncoder,
  onProgress?: (progress: TokenizeProgress) => void,
): Promise<FileStore> {
  const manifest = await readManifest(folder);
  if (manifest?.key === key) return openTokens(folder, manifest);
  await mkdir(folder, { recursive: true });
  const width = tokenizer.vocabSize <= 2 ** 16 ? 2 : 4;
  const tokens = await writeTokens(
    join(folder, "tokens.bin"),
    width,
    source,
    tokenizer,
    onProgress,
  );
  const fresh: Manifest = { version: 1, tokens, width, key };
  await writeFile(join(folder, "tokens.json.tmp"), JSON.stringify(fresh));
  await rename(join(folder, "tokens.json.tmp"), join(folder, "tokens.json"));
  return openTokens(folder, fresh);
}

async function writeTokens(
  path: string,
  width: 2 | 4,
  source: TextSource,
  tokenizer: TokenEncoder,
  onProgress?: (progress: TokenizeProgress) => void,
): Promise<number> {
  await rm(join(path, "..", "tokens.json"), { force: true }); // a kill from here on leaves no manifest
  const file = await open(`${path}.tmp`, "w");
  const sink = (ids: Uint32Array) => {
    const { buffer } = width === 2 ? Uint16Array.from(ids) : ids.slice();
    return file.appendFile(new Uint8Array(buffer));
  };
  try {
    const { tokens } = await tokenize(source, tokenizer, sink, onProgress);
    await file.sync();
    await rename(`${path}.tmp`, path);
    return tokens;
  } catch (cause) {
    await rm(`${path}.tmp`, { force: true });
    throw cause;
  } finally {
    await file.close();
  }
}

async function openTokens(folder: string, { tokens, width }: Manifest): Promise<FileStore> {
  const path = join(folder, "tokens.bin");
  const file = await open(path, "r").catch(() => null);
  const size = (await file?.stat())?.size ?? 0;
  if (file === null || size !== tokens * width) {
    await file?.close();
    throw torn(path, tokens * width, size);
  }
  return {
    length: tokens,
    read: (from, count) => readRange(file, width, from, Math.min(count, tokens - from)),
    close: () => file.close(),
  };
}

async function readRange(
  file: FileHandle,
  width: 2 | 4,
  from: number,
  count: number,
): Promise<Uint32Array> {
  const bytes = new Uint8Array(count * width);
  await file.read(bytes, 0, bytes.length, from * width);
  return width === 4
    ? new Uint32Array(bytes.buffer)
    : Uint32Array.from(new Uint16Array(bytes.buffer));
}

async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readFile(join(folder, "tokens.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return null; // torn: written anew
  }
}

function torn(path: string, expected: number, got: number): GptError {
  return new GptError("TOKEN_FILE_TORN", {
    message: `${path} is not whole.`,
    expected: `${expected} bytes`,
    got: `${got} bytes`,
    help: "delete the folder it is in; the corpus is tokenised again",
  });
}
