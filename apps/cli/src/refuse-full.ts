import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { GptError } from "@gpt/registry";

/** Refuses a folder that has files: nothing is overwritten. @throws GptError `FOLDER_NOT_EMPTY` */
export async function refuseFull(folder: string): Promise<void> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return;
  throw new GptError("FOLDER_NOT_EMPTY", {
    message: `There is something in ${folder} already.`,
    expected: "a new or empty folder",
    got: "a folder with files",
    help: "name another folder; nothing was written",
  });
}
