import { basename } from "node:path";
import { pipeline } from "node:stream";
import { GptError } from "@gpt/registry";
import { CsvError, parse } from "csv-parse";
import type { Document, TextSource } from "../source.ts";
import { readLines, readText } from "./read-text.ts";

/** Text is handed on in stretches of about this many characters. */
const STRETCH = 2 ** 20;

/**
 * Text files; each is one document, or is cut at a separator. Long documents come in stretches that
 * end where every tokenizer would end a token anyway: after a line break between two words.
 */
export function textFiles(files: readonly string[], separator?: string): TextSource {
  return {
    name: nameOf(files),
    async *documents(): AsyncGenerator<Document> {
      for (const file of files) yield* stretches(file, separator);
    },
  };
}

async function* stretches(file: string, separator: string | undefined): AsyncGenerator<Document> {
  let rest = "";
  let index = 0;
  for await (const text of readText(file)) {
    rest += text;
    const parts = separator ? rest.split(separator) : [rest];
    rest = parts.pop() as string;
    for (const part of parts) yield { id: `${file}#${index++}`, text: part };
    const cut = rest.length > STRETCH ? safeCut(rest) : 0;
    if (cut > 0) yield { id: `${file}#${index}`, text: rest.slice(0, cut), continues: true };
    rest = rest.slice(cut);
  }
  yield { id: `${file}#${index}`, text: rest };
}

/** Where text can be cut without changing its tokens; 0 where there is no such place yet. */
function safeCut(text: string): number {
  for (let at = text.lastIndexOf("\n"); at > 0; at = text.lastIndexOf("\n", at - 1)) {
    if (/\S\n\S/.test(text.slice(at - 1, at + 2))) return at + 1;
  }
  return 0;
}

/** JSON Lines files; one field of every line is a document. */
export function jsonlFiles(files: readonly string[], field: string): TextSource {
  return {
    name: nameOf(files),
    async *documents(): AsyncGenerator<Document> {
      for (const file of files) {
        let line = 0;
        for await (const text of readLines(file)) {
          line++;
          if (text.trim() === "") continue;
          yield {
            id: `${file}:${line}`,
            text: fieldOf(parseLine(text, file, line), field, file, line),
          };
        }
      }
    },
  };
}

/** CSV or TSV files with a header line; one column is the text. */
export function csvFiles(files: readonly string[], column: string, delimiter: string): TextSource {
  return {
    name: nameOf(files),
    async *documents(): AsyncGenerator<Document> {
      for (const file of files) {
        const quote = delimiter === "\t" ? null : '"';
        const parser = parse({
          columns: true,
          delimiter,
          quote,
          relax_column_count: true,
          bom: true,
        });
        pipeline(readText(file), parser, () => undefined); // errors reach the reader of `parser`
        let line = 1;
        try {
          for await (const row of parser) {
            line++;
            yield { id: `${file}:${line}`, text: fieldOf(row, column, file, line) };
          }
        } catch (cause) {
          throw cause instanceof CsvError ? invalidCsv(file, cause) : cause;
        }
      }
    },
  };
}

function invalidCsv(file: string, cause: CsvError): GptError {
  return new GptError("CSV_INVALID", {
    message: `${file} is not valid CSV.`,
    expected: "a header line, and fields in double quotes where they hold quotes or line breaks",
    got: cause.message,
    help: "close the quote; a text with tabs and no quoting is TSV (.tsv)",
    cause,
  });
}

function parseLine(text: string, file: string, line: number): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw new GptError("JSONL_INVALID", {
    message: `${file}, line ${line}, is not a JSON object.`,
    expected: '{"text": "…"}',
    got: text.slice(0, 80),
    help: "every line of a JSON Lines file is one object",
  });
}

function fieldOf(row: object, field: string, file: string, line: number): string {
  const value = (row as { [name: string]: unknown })[field];
  if (typeof value === "string") return value;
  throw new GptError("FIELD_MISSING", {
    message: `${file}, line ${line}, has no text in "${field}".`,
    expected: `a text in "${field}"`,
    got: `the fields ${Object.keys(row).join(", ")}`,
    help: "name the field or column that holds the text",
  });
}

function nameOf(files: readonly string[]): string {
  const first = basename(files[0] ?? "nothing");
  return files.length > 1 ? `${first} and ${files.length - 1} more` : first;
}
