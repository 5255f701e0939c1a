import { readFile } from "node:fs/promises";
import { type Json, parseConfig } from "@gpt/registry";
import { fileError } from "./file-error.ts";

/** A text file. @throws GptError `FILE_NOT_FOUND`, `FILE_FAILED` */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw fileError(cause, path);
  }
}

/** A JSON file. @throws GptError `FILE_NOT_FOUND`, `FILE_FAILED`, `CONFIG_NOT_JSON` */
export async function readJsonFile(path: string): Promise<Json> {
  return parseConfig(await readTextFile(path), path);
}
