import { readLines } from "../../node/read-text.ts";
import type { DescriptionOf } from "../description.ts";
import type { TaggedExample } from "../task-set.ts";
import { emptyText } from "./cells.ts";
import type { Unit } from "./draft.ts";
import { taskFormat } from "./task-format.ts";

type Tagging = DescriptionOf<"tagging">;

/** A word with its tag as the file writes it. */
interface Line {
  readonly word: string;
  readonly tag: string;
  readonly place: string;
}

/** Sentences of column files (CoNLL): a word on a line, an empty line between sentences. */
export async function taggedUnits(
  files: readonly string[],
  task: Tagging,
): Promise<Unit<TaggedExample>[]> {
  const units: Unit<TaggedExample>[] = [];
  for (const file of files) {
    let sentence: Line[] = [];
    let number = 0;
    for await (const text of readLines(file)) {
      number++;
      if (text.trim() === "") {
        units.push(...unit(sentence, task));
        sentence = [];
      } else {
        const line = readLine(text, `${file}, line ${number},`, task);
        if (line !== null) sentence.push(line);
      }
    }
    units.push(...unit(sentence, task));
  }
  return units;
}

function unit(lines: readonly Line[], { skip }: Tagging): Unit<TaggedExample>[] {
  const words = lines.map((line) => line.word);
  const labels = lines.map((line) => line.tag);
  if (lines.length === 0 || labels.some((label) => skip.includes(label))) return [];
  return [
    [
      {
        labels,
        finish: (index) => ({ words, tags: lines.map(({ tag, place }) => index(tag, place)) }),
      },
    ],
  ];
}

/** Null for a comment, the mark of a document, and a line that is no word of the sentence. */
function readLine(text: string, place: string, task: Tagging): Line | null {
  if (text.startsWith("-DOCSTART-")) return null;
  if (task.comments && text.startsWith("# ")) return null;
  const cells = text.includes("\t") ? text.split("\t") : text.split(" ");
  if (task.number !== undefined && !/^\d+$/.test(cells[task.number] ?? "")) return null;
  const word = cells[task.word];
  const tag = cells[task.tag];
  if (word === undefined || tag === undefined) {
    const least = Math.max(task.word, task.tag) + 1;
    throw taskFormat(place, `${least} columns or more`, `${cells.length}: ${text.slice(0, 80)}`);
  }
  if (word.trim() === "") throw emptyText(place, `column ${task.word}`);
  return { word: word.trim(), tag: tag.trim(), place };
}
