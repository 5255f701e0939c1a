import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import type { Dataset, DatasetContext } from "../datasets.ts";
import type { TextSource } from "../source.ts";
import { csvFiles, jsonlFiles, textFiles } from "./file-sources.ts";
import { findFiles } from "./find-files.ts";
import { fetchFile, isUrl } from "./remote-files.ts";

const paths = v.pipe(v.array(v.string()), v.minLength(1));
const files = {
  /** Files, folders, globs, or addresses (http, https; `#sha256=…` is checked). */
  files: paths,
  /** The same for validation; without it a share of the tokens is kept. */
  validation: v.optional(v.nullable(paths), null),
};

/** A source whose files are looked up when it is read. */
function lazy(name: string, open: () => Promise<TextSource>): TextSource {
  return {
    name,
    async *documents() {
      yield* (await open()).documents();
    },
  };
}

function dataset(
  options: { readonly files: readonly string[]; readonly validation: readonly string[] | null },
  extensions: readonly string[],
  context: DatasetContext,
  open: (found: readonly string[]) => TextSource,
): Dataset {
  const source = (names: readonly string[]) =>
    lazy(names.join(", "), async () => {
      const local = names.map((name) => (isUrl(name) ? fetchFile(name, context) : name));
      return open(await findFiles(await Promise.all(local), extensions));
    });
  const { validation } = options;
  return { train: source(options.files), validation: validation && source(validation) };
}

const text = definePlugin({
  kind: "dataset",
  name: "text",
  description: "Text files (also .gz), folders, globs or addresses; a file is a document.",
  options: v.strictObject({
    ...files,
    /** Text between documents inside a file. */
    separator: v.optional(v.nullable(v.string()), null),
  }),
  create: (options, context) =>
    dataset(options, [".txt", ".md"], context, (found) =>
      textFiles(found, options.separator ?? undefined),
    ),
});

const jsonl = definePlugin({
  kind: "dataset",
  name: "jsonl",
  description: "JSON Lines files (also .gz); one field is the text.",
  options: v.strictObject({ ...files, field: v.optional(v.string(), "text") }),
  create: (options, context) =>
    dataset(options, [".jsonl", ".ndjson"], context, (found) => jsonlFiles(found, options.field)),
});

const csv = definePlugin({
  kind: "dataset",
  name: "csv",
  description: "CSV or TSV files with a header line (also .gz); one column is the text.",
  options: v.strictObject({
    ...files,
    column: v.optional(v.string(), "text"),
    delimiter: v.optional(v.string(), ","),
  }),
  create: (options, context) =>
    dataset(options, [".csv", ".tsv"], context, (found) =>
      csvFiles(found, options.column, options.delimiter),
    ),
});

/** Data sets in files, for `registry.register(...fileDataPlugins)`. */
export const fileDataPlugins: readonly AnyPlugin[] = [text, jsonl, csv];
