import type { DescriptionOf } from "../description.ts";
import { type LabelIndex, labelIndex, readScore } from "../labels.ts";
import type { ChoiceExample, PairExample, TextExample } from "../task-set.ts";
import { cell, labelCell, textCell, textCells } from "./cells.ts";
import type { Draft, Unit } from "./draft.ts";
import { type Row, readRows, type TableFormat } from "./read-rows.ts";
import { taskFormat } from "./task-format.ts";

type Classes = DescriptionOf<"classification" | "entailment" | "similarity">;
type Scores = DescriptionOf<"regression">;

/** Texts with a class. */
export function classUnits(files: readonly string[], task: Classes): Promise<Unit<TextExample>[]> {
  return units(files, task, (row) => {
    const label = labelCell(row, task.label);
    if (task.skip.includes(label)) return [];
    const texts = textsOf(row, task);
    const finish = (index: LabelIndex) => ({ ...texts, label: index(label, row.place) });
    return [{ labels: [label], finish }];
  });
}

/** Texts with a score. */
export function scoreUnits(files: readonly string[], task: Scores): Promise<Unit<TextExample>[]> {
  return units(files, task, (row) => {
    const label = readScore(labelCell(row, task.label), row.place);
    const example = { ...textsOf(row, task), label };
    return [{ labels: [], finish: () => example }];
  });
}

/** Contexts with answers. */
export function choiceUnits(
  files: readonly string[],
  task: DescriptionOf<"multiple-choice">,
): Promise<Unit<ChoiceExample>[]> {
  return units(files, task, (row) =>
    spread(row, task.each ?? []).map((part) => {
      const choices = textCells(part, task.choices);
      if (choices.length < 2)
        throw taskFormat(part.place, "two or more answers", `${choices.length}`);
      const names = choices.map((_, at) => String(at));
      const index = labelIndex(names, task.values?.slice(0, choices.length));
      const label = index(labelCell(part, task.label), part.place);
      const example = { context: textCell(part, task.context), choices, label };
      return { labels: [], finish: () => example };
    }),
  );
}

/** Texts with their translations. */
export function pairUnits(
  files: readonly string[],
  task: DescriptionOf<"seq2seq"> & { readonly source: string; readonly target: string },
): Promise<Unit<PairExample>[]> {
  return units(files, task, (row) => {
    const example = { source: textCell(row, task.source), target: textCell(row, task.target) };
    return [{ labels: [], finish: () => example }];
  });
}

function textsOf(row: Row, task: Classes | Scores): { text: string; second?: string } {
  const text = textCell(row, task.text);
  return task.second === undefined ? { text } : { text, second: textCell(row, task.second) };
}

async function units<E>(
  files: readonly string[],
  table: TableFormat,
  read: (row: Row) => readonly Draft<E>[],
): Promise<Unit<E>[]> {
  const found: Unit<E>[] = [];
  for (const file of files) {
    for await (const row of readRows(file, table)) {
      const drafts = read(row);
      if (drafts.length > 0) found.push(drafts);
    }
  }
  return found;
}

/** A row for every element of its lists of equal length. */
function spread(row: Row, lists: readonly string[]): Row[] {
  const names = lists.filter((name) => Array.isArray(row.fields[name]));
  if (names.length < lists.length || lists.length === 0) return [row];
  const [first, ...others] = names.map((name) => cell(row, name) as readonly unknown[]);
  if (first === undefined || others.some((list) => list.length !== first.length)) {
    throw taskFormat(row.place, `lists of equal length in ${names.join(", ")}`, "others");
  }
  return first.map((_, at) => {
    const parts = names.map((name) => [name, (row.fields[name] as readonly unknown[])[at]]);
    return { ...row, fields: { ...row.fields, ...Object.fromEntries(parts) } };
  });
}
