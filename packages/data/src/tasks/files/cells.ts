import { GptError } from "@gpt/registry";
import type { Row } from "./read-rows.ts";
import { taskFormat } from "./task-format.ts";

/** The value of the first of a column's names that a row has. @throws GptError `FIELD_MISSING` */
export function cell(row: Row, column: string): unknown {
  const names = [column, ...column.split("|")];
  const name = names.find((name) => (row.fields[name] ?? undefined) !== undefined);
  if (name !== undefined) return row.fields[name];
  throw new GptError("FIELD_MISSING", {
    message: `${row.place} has nothing in "${column}".`,
    expected: `a column or field ${column.split("|").join(" or ")}`,
    got: Object.keys(row.fields).join(", "),
    help: "name the columns as the file does; one without a header line needs their names",
  });
}

/** A text, without white space around it; several columns are joined by a space. */
export function textCell(row: Row, column: string | readonly string[]): string {
  const columns = typeof column === "string" ? [column] : column;
  return columns.map((name) => oneText(cell(row, name), name, row.place)).join(" ");
}

/** Texts of several columns; a list stands for all in it. */
export function textCells(row: Row, column: string | readonly string[]): string[] {
  const columns = typeof column === "string" ? [column] : column;
  return columns.flatMap((name) => {
    const value = cell(row, name);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((item) => oneText(item, name, row.place));
  });
}

/** A label as the file writes it: text, number, or true or false as 1 or 0. */
export function labelCell(row: Row, column: string): string {
  const value = cell(row, column);
  return String(typeof value === "boolean" ? Number(value) : value).trim();
}

function oneText(value: unknown, column: string, place: string): string {
  if (typeof value !== "string") {
    throw taskFormat(
      place,
      `a text in "${column}"`,
      JSON.stringify(value)?.slice(0, 80) ?? "nothing",
    );
  }
  const text = value.trim();
  if (text !== "") return text;
  throw emptyText(place, column);
}

/** The error for a text without a letter. */
export function emptyText(place: string, column: string): GptError {
  return new GptError("TEXT_EMPTY", {
    message: `${place} has an empty text in "${column}".`,
    expected: "a text",
    got: "white space, or nothing",
    help: "take the row out of the file, or name the right column",
  });
}
