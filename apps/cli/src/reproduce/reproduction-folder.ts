import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, writeAtomic } from "@gpt/checkpoint/node";
import { GptError } from "@gpt/registry";
import { differences } from "@gpt/trainer";
import { refuseFull } from "../refuse-full.ts";
import type { Reproduction } from "./part.ts";

/**
 * Makes a folder a reproduction's own, or finds that it is: `reproduction.json` has the settings.
 *
 * @returns whether it is new
 * @throws GptError `REPRODUCTION_CHANGED` where it was begun with other settings, `FOLDER_NOT_EMPTY`
 *   where there is something else
 */
export async function claimFolder(
  folder: string,
  { name, settings }: Pick<Reproduction, "name" | "settings">,
): Promise<boolean> {
  const path = join(folder, "reproduction.json");
  const now = JSON.parse(JSON.stringify({ name, settings })) as object;
  if (!existsSync(path)) {
    await refuseFull(folder);
    await writeAtomic(path, `${JSON.stringify(now, null, 2)}\n`);
    return true;
  }
  const changed = differences((await readJsonFile(path)) as never, now as never);
  if (changed.length > 0) throw otherSettings(folder, changed);
  return false;
}

function otherSettings(folder: string, changed: ReturnType<typeof differences>): GptError {
  const side = (which: "left" | "right") =>
    changed.map((at) => `${at.path} ${JSON.stringify(at[which])}`).join(", ");
  return new GptError("REPRODUCTION_CHANGED", {
    message: `The reproduction in ${folder} was begun with other settings.`,
    expected: side("left"),
    got: side("right"),
    help: "call it as before to go on, or name a new folder with --out",
  });
}
