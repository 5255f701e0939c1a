import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "@gpt/checkpoint/node";
import { GptError, type Registry } from "@gpt/registry";
import { type Tokenizer, tokenizerFromJson } from "@gpt/tokenizer";
import { userPath } from "../../paths.ts";

/**
 * The tokenizer that a path (tokenizer.json, or a folder with one) or a name (`gpt2`, `byte`) means.
 *
 * @throws GptError `TOKENIZER_NOT_FOUND`, and those of `tokenizerFromJson`
 */
export async function openTokenizer(registry: Registry, named: string): Promise<Tokenizer> {
  const path = userPath(named);
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? join(path, "tokenizer.json")
    : path;
  if (existsSync(file)) {
    return tokenizerFromJson(await readJsonFile(file));
  }
  if (registry.has("tokenizer", named)) return registry.create("tokenizer", named, {});
  throw new GptError("TOKENIZER_NOT_FOUND", {
    message: `There is no tokenizer "${named}".`,
    expected: "a tokenizer.json, a run or model folder with one, or a name such as gpt2",
    got: "no such file, folder or name",
    help: "check the path, or list the names: gpt list tokenizer",
  });
}
