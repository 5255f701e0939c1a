import { pipeline } from "node:stream";
import { type GptError, parseConfig } from "@gpt/registry";
import { CsvError, parse } from "csv-parse";
import { readLines, readText } from "../../node/read-text.ts";
import { readParquet } from "./read-parquet.ts";
import { taskFormat } from "./task-format.ts";

/** A row of a table, with where it stands for messages. */
export interface Row {
  readonly fields: { readonly [name: string]: unknown };
  readonly place: string;
}

/** How a table is stored. */
export interface TableFormat {
  readonly columns?: readonly string[] | undefined;
  readonly format?: "tsv" | "csv" | "jsonl" | "json" | "parquet" | undefined;
}

/** Names that folders are searched for. */
export const TABLE_EXTENSIONS = [".tsv", ".csv", ".jsonl", ".ndjson", ".json", ".parquet"] as const;

/**
 * Rows of a table; the file's name says how it is stored, or else the description. `.gz` is unpacked,
 * except around Parquet. TSV knows no quotes.
 */
export async function* readRows(file: string, table: TableFormat): AsyncGenerator<Row> {
  const [, named] = /\.(\w+?)(?:\.gz)?$/.exec(file) ?? [];
  const known = TABLE_EXTENSIONS.find((extension) => extension === `.${named}`)?.slice(1);
  const format = known ?? table.format;
  if (format === "tsv") yield* delimited(file, "\t", table.columns);
  else if (format === "csv") yield* delimited(file, ",", table.columns);
  else if (format === "jsonl" || format === "ndjson") yield* jsonLines(file);
  else if (format === "json") yield* json(file);
  else if (format === "parquet") yield* readParquet(file);
  else throw unknownFormat(file);
}

async function* delimited(
  file: string,
  delimiter: string,
  columns?: readonly string[],
): AsyncGenerator<Row> {
  const quote = delimiter === "\t" ? null : '"';
  const parser = parse({
    delimiter,
    quote,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  pipeline(readText(file), parser, () => undefined); // errors reach the reader of `parser`
  let names: readonly string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (names === null) {
        const header = columns === undefined || isHeader(record, columns);
        names = header ? record : columns;
        if (header) continue;
      }
      const fields = Object.fromEntries(names.map((name, at) => [name, record[at]]));
      yield { fields, place: `${file}, line ${info.lines},` };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw taskFormat(file, "a well-formed table", cause.message);
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function isHeader(record: readonly string[], columns: readonly string[]): boolean {
  return record.filter((cell) => columns.includes(cell)).length >= 2;
}

async function* jsonLines(file: string): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    const place = `${file}, line ${line},`;
    if (text.trim() !== "") yield { fields: fieldsOf(parseConfig(text, place), place), place };
  }
}

/** One object, or an array of them. */
async function* json(file: string): AsyncGenerator<Row> {
  const value = await readJson(file);
  for (const [at, item] of (Array.isArray(value) ? value : [value]).entries()) {
    const place = `${file}, entry ${at + 1},`;
    yield { fields: fieldsOf(item, place), place };
  }
}

/** A whole JSON file. @throws GptError `CONFIG_NOT_JSON` */
export async function readJson(file: string): Promise<unknown> {
  const parts: string[] = [];
  for await (const text of readText(file)) parts.push(text);
  return parseConfig(parts.join(""), file);
}

function fieldsOf(value: unknown, place: string): Row["fields"] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Row["fields"];
  }
  throw taskFormat(place, "an object", JSON.stringify(value).slice(0, 80));
}

function unknownFormat(file: string): GptError {
  return taskFormat(
    file,
    `a name that ends in ${TABLE_EXTENSIONS.join(", ")}, or a format in the description`,
    "neither",
  );
}
