import { readFile, stat } from "node:fs/promises";
import { GptError } from "@gpt/registry";
import { parquetReadObjects } from "hyparquet";
import type { Row } from "./read-rows.ts";

/** Rows of a Parquet file, uncompressed or compressed with Snappy. */
export async function* readParquet(file: string): AsyncGenerator<Row> {
  const rows = await objects(file);
  for (const [at, fields] of rows.entries()) yield { fields, place: `${file}, row ${at + 1},` };
}

async function objects(file: string): Promise<Row["fields"][]> {
  if (!(await stat(file).catch(() => null))?.isFile()) throw missing(file);
  const bytes = new Uint8Array(await readFile(file));
  try {
    return await parquetReadObjects({ file: bytes.buffer });
  } catch (cause) {
    throw new GptError("FILE_FAILED", {
      message: `${file} could not be read.`,
      expected: "a Parquet file, uncompressed or compressed with Snappy",
      got: (cause as Error).message,
      help: "the file may be damaged, or compressed otherwise: write it anew with Snappy",
      cause,
    });
  }
}

function missing(file: string): GptError {
  return new GptError("FILE_NOT_FOUND", {
    message: `There is no file ${file}.`,
    expected: "a Parquet file",
    got: "nothing",
    help: "check the path; relative paths start in the folder you are in",
  });
}
