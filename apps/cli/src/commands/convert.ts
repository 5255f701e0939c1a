import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { saveModelFolder } from "@gpt/checkpoint/node";
import type { TrainableModel } from "@gpt/models";
import { GptError, type Registry } from "@gpt/registry";
import { openModel } from "@gpt/trainer/node";
import { startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";

/**
 * `gpt export` and `gpt import`: one model folder from another. What comes out has config.json,
 * model.safetensors and tokenizer.json; Python's transformers loads it where the family is published.
 */
export async function convertCommand(
  registry: Registry,
  from: string,
  to: string,
  json: boolean,
): Promise<void> {
  const folder = userPath(to);
  if (existsSync(folder) && (await readdir(folder)).length > 0) throw notEmpty(folder);
  await startBackend(registry, "cpu");
  const { model, tokenizer, folder: source } = await openModel(registry, userPath(from));
  await saveModelFolder(folder, {
    config: model.config,
    parameters: await download(model),
    ...(tokenizer !== null && { tokenizer: tokenizer.toJSON() }),
  });
  const parameters = model.parameters.count;
  model.dispose();
  if (json) console.log(JSON.stringify({ event: "saved", from: source, folder, parameters }));
  else console.log(`${parameters.toLocaleString("en")} parameters: ${source} → ${folder}`);
}

async function download(model: TrainableModel) {
  const parameters = [];
  for (const { name, shape, variable } of model.parameters) {
    parameters.push({ name, shape, values: (await variable.data()) as Float32Array });
  }
  return parameters;
}

function notEmpty(folder: string): GptError {
  return new GptError("FOLDER_NOT_EMPTY", {
    message: `There is something in ${folder} already.`,
    expected: "a new or empty folder",
    got: "a folder with files",
    help: "name another folder; nothing was written",
  });
}
