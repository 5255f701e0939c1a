import { readJsonFile } from "@gpt/checkpoint/node";
import type { Json } from "@gpt/registry";
import { DEFAULT_PARTS, type RunConfigInput } from "@gpt/trainer";
import { parseOverride, setOption } from "./overrides.ts";
import { userPath } from "./paths.ts";

/** The flags of `train` and `resume` that change the run's configuration. */
export interface RunFlags {
  readonly config?: string;
  readonly name?: string;
  readonly model?: string;
  readonly depth?: number;
  readonly data?: readonly string[];
  readonly validation?: readonly string[];
  readonly field?: string;
  readonly tokenizer?: string;
  readonly steps?: number;
  readonly batch?: number;
  readonly accumulate?: number;
  readonly context?: number;
  readonly lr?: number;
  readonly minutes?: number;
  readonly evalEvery?: number;
  readonly patience?: number;
  readonly prompt?: readonly string[];
  readonly seed?: number;
  readonly backend?: string;
}

type JsonObject = { [key: string]: Json };

/** Options that are one value in the configuration. */
const PLACES: readonly (readonly [flag: keyof RunFlags, path: string])[] = [
  ["name", "name"],
  ["model", "model"],
  ["tokenizer", "tokenizer"],
  ["steps", "steps"],
  ["batch", "batchSize"],
  ["accumulate", "accumulate"],
  ["context", "contextLength"],
  ["lr", "schedule.learningRate"],
  ["minutes", "maxMinutes"],
  ["evalEvery", "evalEvery"],
  ["patience", "patience"],
  ["prompt", "sample.prompts"],
  ["seed", "seed"],
  ["backend", "backend"],
];

/** Names of data sets; anything else after --data is a file, a folder or a glob. */
const GENERATED = ["tales", "toy-pairs"];

/**
 * A run's configuration from a file, the flags, and `path=value` arguments; the later win.
 *
 * @param base what the file is laid over: the stored configuration of a run that goes on
 * @throws GptError `FILE_NOT_FOUND`, `CONFIG_NOT_JSON`, `OVERRIDE_INVALID`
 */
export async function runConfigFrom(
  flags: RunFlags,
  overrides: readonly string[],
  base: RunConfigInput = {},
): Promise<RunConfigInput> {
  const file =
    flags.config === undefined ? {} : ((await readJsonFile(userPath(flags.config))) as JsonObject);
  const config = { ...(base as JsonObject), ...file };
  const set = (path: string, value: Json) => {
    const [part = ""] = path.split(".");
    if (path !== part) config[part] ??= (DEFAULT_PARTS as JsonObject)[part] ?? {};
    setOption(config, path, value);
  };
  for (const [flag, path] of PLACES) {
    const value = flags[flag];
    if (value !== undefined) set(path, value as Json);
  }
  if (flags.context !== undefined) set("model.contextLength", flags.context);
  if (flags.depth !== undefined) setDepth(flags.depth, set);
  if (flags.data !== undefined) config.data = dataset(flags.data, flags);
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    set(path, value);
  }
  if (config.tokenizer === "byte-bpe") config.tokenizer = DEFAULT_PARTS.tokenizer;
  return config as RunConfigInput;
}

/** The one dial: heads of 64, as many as layers. */
function setDepth(depth: number, set: (path: string, value: Json) => void): void {
  set("model.nLayer", depth);
  set("model.nHead", depth);
  set("model.dModel", 64 * depth);
}

/** The data set for paths, by the ending of the first. */
function dataset(paths: readonly string[], flags: RunFlags): Json {
  const [first = ""] = paths;
  if (paths.length === 1 && GENERATED.includes(first)) return { type: first };
  const validation = flags.validation?.map(fileOrUrl) ?? null;
  const files = { files: paths.map(fileOrUrl), validation };
  const ending = /\.(\w+)(\.gz)?([?#].*)?$/.exec(first)?.[1];
  const { field } = flags;
  if (ending === "jsonl" || ending === "ndjson") {
    return { type: "jsonl", ...files, ...(field !== undefined && { field }) };
  }
  if (ending === "csv" || ending === "tsv") {
    const delimiter = ending === "tsv" ? "\t" : ",";
    return { type: "csv", ...files, delimiter, ...(field !== undefined && { column: field }) };
  }
  return { type: "text", ...files };
}

function fileOrUrl(name: string): string {
  return /^https?:\/\//i.test(name) ? name : userPath(name);
}
