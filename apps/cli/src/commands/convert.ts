import { saveModelFolder } from "@gpt/checkpoint/node";
import type { Registry } from "@gpt/registry";
import { openModel } from "@gpt/trainer/node";
import { startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { refuseFull } from "../refuse-full.ts";

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
  await refuseFull(folder);
  await startBackend(registry, { backend: "cpu" });
  const { model, tokenizer, folder: source } = await openModel(registry, userPath(from));
  await saveModelFolder(folder, {
    config: model.config,
    parameters: await model.parameters.download(),
    ...(tokenizer !== null && { tokenizer: tokenizer.toJSON() }),
  });
  const parameters = model.parameters.count;
  model.dispose();
  if (json) console.log(JSON.stringify({ event: "saved", from: source, folder, parameters }));
  else console.log(`${parameters.toLocaleString("en")} parameters: ${source} → ${folder}`);
}
