import { readLines } from "../../node/read-text.ts";
import type { PairExample } from "../task-set.ts";
import { emptyText } from "./cells.ts";
import type { Unit } from "./draft.ts";
import { taskFormat } from "./task-format.ts";

/** Line n of the first file with line n of the second, its translation; then the next two files. */
export async function parallelUnits(files: readonly string[]): Promise<Unit<PairExample>[]> {
  const units: Unit<PairExample>[] = [];
  for (let at = 0; at < files.length; at += 2) {
    const [first, second] = files.slice(at, at + 2) as [string, string?];
    if (second === undefined)
      throw taskFormat(first, "files in twos: a text, its translation", "one");
    const sources = await linesOf(first);
    const targets = await linesOf(second);
    if (sources.length !== targets.length) {
      throw taskFormat(
        second,
        `${sources.length} lines, as ${first} has`,
        `${targets.length} lines`,
      );
    }
    for (const [line, source] of sources.entries()) {
      const example = { source, target: targets[line] as string };
      units.push([{ labels: [], finish: () => example }]);
    }
  }
  return units;
}

async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) {
    if (line.trim() === "") throw emptyText(`${file}, line ${lines.length + 1},`, "this line");
    lines.push(line.trim());
  }
  return lines;
}
