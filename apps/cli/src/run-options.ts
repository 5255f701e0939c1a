import { readJsonFile } from "@gpt/checkpoint/node";
import type { Json, PluginConfig, Registry } from "@gpt/registry";
import { defaultParts, objectiveOf, type Parts, type RunConfigInput } from "@gpt/trainer";
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
  registry: Registry,
  flags: RunFlags,
  overrides: readonly string[],
  base: RunConfigInput = {},
): Promise<RunConfigInput> {
  const file =
    flags.config === undefined ? {} : ((await readJsonFile(userPath(flags.config))) as JsonObject);
  const config = { ...(base as JsonObject), ...file };
  const defaults = (): Parts => defaultParts(registry, part(config.model), part(config.data));
  const set = (path: string, value: Json) => {
    const [name = ""] = path.split(".");
    if (path !== name) config[name] ??= (defaults() as unknown as JsonObject)[name] ?? {};
    setOption(config, path, value);
  };
  for (const [flag, path] of PLACES) {
    const value = flags[flag];
    if (value !== undefined) set(path, value as Json);
  }
  if (flags.context !== undefined) set("model.contextLength", flags.context);
  if (flags.depth !== undefined) setDepth(flags.depth, set);
  if (flags.data !== undefined) {
    const isPairs = objectiveOf(registry, defaults().model) === "seq2seq";
    config.data = isPairs ? pairs(registry, flags.data, flags) : texts(flags.data, flags);
  }
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    set(path, value);
  }
  if (config.tokenizer === "byte-bpe") config.tokenizer = defaults().tokenizer;
  return config as RunConfigInput;
}

/** A part as a configuration has it: by its name alone, or with options. */
function part(config: Json | undefined): PluginConfig | undefined {
  return typeof config === "string" ? { type: config } : (config as PluginConfig | undefined);
}

/** The one dial: heads of 64, as many as layers. */
function setDepth(depth: number, set: (path: string, value: Json) => void): void {
  set("model.nLayer", depth);
  set("model.nHead", depth);
  set("model.dModel", 64 * depth);
}

/** The data set of an encoder-decoder: a generated task, or two files of parallel text. */
function pairs(registry: Registry, paths: readonly string[], flags: RunFlags): Json {
  const [first = ""] = paths;
  if (paths.length === 1 && GENERATED.includes(first)) return { type: first };
  if (paths.length === 1 && registry.has("task", first)) {
    return { type: "task", task: { type: first } };
  }
  const files = { train: paths.map(userPath), validation: flags.validation?.map(userPath) ?? null };
  return { type: "task", task: { type: "task-files", task: "parallel", ...files } };
}

/** The data set for paths of texts, by the ending of the first. */
export function texts(
  paths: readonly string[],
  flags: Pick<RunFlags, "validation" | "field">,
): Json {
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
