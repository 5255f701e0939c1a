import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkVersion, type Json, type PluginConfig, parseConfig } from "@gpt/registry";
import { configFromHuggingFace, configToHuggingFace, familyOf } from "../hugging-face-config.ts";
import { exportTensors, importTensors, type ParameterShape } from "../import-export.ts";
import type { Family } from "../published-names.ts";
import { decodeSafetensors, encodeSafetensors } from "../safetensors.ts";
import { unpublished } from "../task-architectures.ts";
import { float32, type TensorData } from "../tensor-data.ts";
import { fileError } from "./file-error.ts";
import { readJsonFile } from "./read-file.ts";
import { writeAtomic } from "./write-atomic.ts";

const VERSION = 1;

type JsonObject = { readonly [key: string]: Json };

/** A model on its way to a folder. */
export interface SavedModel {
  readonly config: PluginConfig;
  readonly parameters: Iterable<ParameterShape & { readonly values: Float32Array }>;
  /** Contents of tokenizer.json; left out where there is none. */
  readonly tokenizer?: Json;
}

/** A model folder that was read; the weights are asked for once the model's shapes are known. */
export interface LoadedModel {
  readonly config: PluginConfig;
  readonly tokenizer: Json | null;
  /** Weights under our names. @throws GptError `CHECKPOINT_MISMATCH`, `SAFETENSORS_INVALID` */
  weights(wanted: Iterable<ParameterShape>): Promise<Map<string, Float32Array>>;
}

/**
 * Writes a folder that both this software and, where the family is published, Python's transformers
 * load: `config.json`, `model.safetensors`, `tokenizer.json`. Our own config stands in config.json
 * under `gpt`.
 *
 * @throws GptError `DISK_FULL`, `READ_ONLY`, `FILE_FAILED`
 */
export async function saveModelFolder(folder: string, model: SavedModel): Promise<void> {
  const { config, parameters, tokenizer } = model;
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw fileError(cause, folder);
  });
  const family = familyOf(config);
  const published = configToHuggingFace(config) ?? {};
  const own = { version: VERSION, model: config, family };
  const tensors = family
    ? exportTensors(family, withoutUnpublished(family, config, parameters))
    : plainTensors(parameters);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  await writeAtomic(
    join(folder, "model.safetensors"),
    encodeSafetensors(tensors, { format: "pt" }),
  );
  await writeAtomic(join(folder, "config.json"), json({ ...published, gpt: own }));
  if (tokenizer === undefined) return;
  await writeAtomic(join(folder, "tokenizer.json"), json(tokenizer));
  await writeAtomic(join(folder, "tokenizer_config.json"), json(tokenizerConfig(config)));
}

/**
 * Reads a model folder of ours, or one that Hugging Face published.
 *
 * @throws GptError `FILE_NOT_FOUND`, `CONFIG_NOT_JSON`, `CONFIG_NEWER`, `CHECKPOINT_UNSUPPORTED`
 */
export async function loadModelFolder(folder: string): Promise<LoadedModel> {
  const source = join(folder, "config.json");
  const json = (await readJsonFile(source)) as JsonObject;
  const { family, config } = json.gpt
    ? ownConfig(json.gpt as JsonObject, source)
    : configFromHuggingFace(json);
  const tokenizerPath = join(folder, "tokenizer.json");
  const text = await readFile(tokenizerPath, "utf8").catch(() => null);
  return {
    config,
    tokenizer: text === null ? null : parseConfig(text, tokenizerPath),
    async weights(wanted) {
      const path = join(folder, "model.safetensors");
      const bytes = await readFile(path).catch((cause) => {
        throw fileError(cause, path);
      });
      const all = [...wanted];
      const published = withoutUnpublished(family, config, all);
      const found = importTensors(family, decodeSafetensors(bytes, path).tensors, published);
      for (const { name, shape } of all) {
        // What is not published is not used: a pooler under a head over single tokens.
        if (!found.has(name)) found.set(name, new Float32Array(shape.reduce((a, b) => a * b, 1)));
      }
      return found;
    },
  };
}

function withoutUnpublished<P extends ParameterShape>(
  family: Family | null,
  config: PluginConfig,
  parameters: Iterable<P>,
): P[] {
  const left = unpublished(family, config);
  return [...parameters].filter(({ name }) => !left.test(name));
}

function ownConfig(
  own: JsonObject,
  source: string,
): { family: Family | null; config: PluginConfig } {
  checkVersion(own.version, VERSION, source);
  return { family: own.family as Family | null, config: own.model as PluginConfig };
}

function plainTensors(parameters: SavedModel["parameters"]): Map<string, TensorData> {
  return new Map(
    Array.from(parameters, ({ name, shape, values }) => [name, float32(shape, values)]),
  );
}

function tokenizerConfig({ contextLength }: PluginConfig): JsonObject {
  return { tokenizer_class: "PreTrainedTokenizerFast", model_max_length: contextLength ?? 1024 };
}
