import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadModelFolder } from "@gpt/checkpoint/node";
import { createModel, type TrainableModel } from "@gpt/models";
import { GptError, type Registry } from "@gpt/registry";
import { type Tokenizer, tokenizerFromJson } from "@gpt/tokenizer";
import { withFileErrors } from "./file-errors.ts";
import { recoverFolder } from "./replace-folder.ts";

/** A model with its weights, from a folder. */
export interface OpenedModel {
  readonly model: TrainableModel;
  /** Null where the folder has none. */
  readonly tokenizer: Tokenizer | null;
  /** The folder that the weights are from. */
  readonly folder: string;
}

/**
 * Opens a model: of a run folder (its best checkpoint, else its last), a checkpoint, or any model
 * folder, those that Hugging Face publishes included.
 *
 * @throws GptError `MODEL_NOT_FOUND`, and those of `loadModelFolder`
 */
export async function openModel(registry: Registry, path: string): Promise<OpenedModel> {
  const folder = await findModelFolder(path);
  return withFileErrors(folder, async () => {
    const loaded = await loadModelFolder(folder);
    const tokenizer = loaded.tokenizer === null ? null : await tokenizerFromJson(loaded.tokenizer);
    const model = createModel(registry, loaded.config);
    try {
      for (const [name, values] of await loaded.weights(model.parameters)) {
        model.parameters.assign(name, values);
      }
    } catch (error) {
      model.dispose();
      throw error;
    }
    return { model, tokenizer, folder };
  });
}

/** Where the weights are: a run's best checkpoint, else its last, else the folder itself. */
export async function findModelFolder(path: string): Promise<string> {
  const slots = ["best", "last"].map((slot) => join(path, "checkpoints", slot));
  for (const slot of slots) await recoverFolder(slot);
  const found = [...slots, path].find((folder) => existsSync(join(folder, "model.safetensors")));
  if (found !== undefined) return found;
  throw new GptError("MODEL_NOT_FOUND", {
    message: `There is no model in ${path}.`,
    expected: "a run folder with a checkpoint, or a folder with config.json and model.safetensors",
    got: existsSync(path) ? "a folder without them" : "no such folder",
    help: "check the path; a run has a model from its first checkpoint on",
  });
}
