import { statSync } from "node:fs";
import { join } from "node:path";
import { GptError } from "@gpt/registry";
import { glob } from "tinyglobby";

/**
 * Files that paths, folders and globs name, sorted, each once.
 *
 * @param extensions what is taken from folders, with or without `.gz`
 * @throws GptError `NO_FILES` where one of them names nothing
 */
export async function findFiles(
  patterns: readonly string[],
  extensions: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const files = await expand(pattern, extensions);
    if (files.length === 0) throw nothing(pattern, extensions);
    for (const file of files.sort()) found.add(file);
  }
  return [...found];
}

async function expand(pattern: string, extensions: readonly string[]): Promise<string[]> {
  const info = statSync(pattern, { throwIfNoEntry: false });
  if (info?.isFile()) return [pattern];
  if (!info?.isDirectory()) return glob(pattern, { absolute: true });
  const names = extensions.flatMap((extension) => [`**/*${extension}`, `**/*${extension}.gz`]);
  return glob(names, { cwd: pattern, absolute: true }).then((files) =>
    files.map((file) => join(file)),
  );
}

function nothing(pattern: string, extensions: readonly string[]): GptError {
  return new GptError("NO_FILES", {
    message: `Nothing is named by ${JSON.stringify(pattern)}.`,
    expected: `a file, a folder with ${extensions.join(" or ")} files, or a glob that matches some`,
    got: "no file",
    help: "check the path; put globs in quotes so that the shell leaves them alone",
  });
}
