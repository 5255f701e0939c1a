import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GptError, type Json, type Registry } from "@gpt/registry";
import { userPath } from "../../paths.ts";
import type { Reproduction } from "../part.ts";
import { concludeTransformer } from "./conclude.ts";
import { transformerParts } from "./parts.ts";
import { transformerSettings } from "./settings.ts";

export { transformerDefaults } from "./settings.ts";

/**
 * The original Transformer in miniature (Vaswani et al. 2017): it learns to reverse, and to translate.
 *
 * @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN`
 */
export async function makeTransformer(
  registry: Registry,
  folder: string,
  input: object,
): Promise<Reproduction> {
  const settings = transformerSettings(input);
  return {
    name: "transformer",
    title: "The Transformer in miniature: reversing, and translating",
    settings,
    parts: transformerParts(registry, folder, settings),
    conclude: (results) => concludeTransformer(settings, results),
  };
}

/**
 * Settings for a folder with train.de, train.en, val.de and val.en: from German into English.
 *
 * @throws GptError `FILE_NOT_FOUND`
 */
export function parallelFolder(paths: readonly string[]): { readonly [path: string]: Json } {
  const [path = ""] = paths;
  const folder = userPath(path);
  const files = (part: string) =>
    ["de", "en"].map((language) => join(folder, `${part}.${language}`));
  const all = { train: files("train"), validation: files("val") };
  const missing = Object.values(all)
    .flat()
    .filter((file) => !existsSync(file));
  if (paths.length !== 1 || missing.length > 0) throw notParallel(folder, missing);
  const task = { type: "task-files", task: "parallel", ...all };
  return { "translation.data": { type: "task", task } };
}

function notParallel(folder: string, missing: readonly string[]): GptError {
  return new GptError("FILE_NOT_FOUND", {
    message: "--data does not name one folder of parallel text.",
    expected: "train.de, train.en, val.de and val.en in one folder",
    got: existsSync(folder) ? `${readdirSync(folder).join(", ")}` : `no folder ${folder}`,
    help: missing.length > 0 ? `missing: ${missing.join(", ")}` : "name one folder",
  });
}
