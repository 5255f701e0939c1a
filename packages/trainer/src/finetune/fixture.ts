import { createModel, modelPlugins, type TaskModel, type TaskTokenizer } from "@gpt/models";
import { optimizerPlugins } from "@gpt/optimizers";
import { type PluginConfig, Registry } from "@gpt/registry";
import type { FinetuneOptions } from "./finetune.ts";

const registry = new Registry().register(...modelPlugins, ...optimizerPlugins);

/** One token for each character. */
export const characters: TaskTokenizer = {
  vocabSize: 40,
  specials: new Map([
    ["[CLS]", 1],
    ["[SEP]", 2],
  ]),
  encode: (text) => [...text].map((character) => 3 + (character.charCodeAt(0) % 37)),
  encodeWithOffsets: (text) => ({
    ids: characters.encode(text),
    starts: [...text].map((_, i) => i),
    ends: [...text].map((_, i) => i + 1),
  }),
};

const SIZES = { contextLength: 24, nLayer: 1, nHead: 2, dModel: 16 };

/** A very small task model with weights of the seed. */
export function nanoTask(
  head: PluginConfig,
  trunk: "gpt1" | "bert" = "gpt1",
  options: object = {},
): TaskModel {
  const vocabSize = trunk === "gpt1" ? 43 : 40;
  const config = { type: "task", trunk: { type: trunk, ...SIZES, vocabSize, dropout: 0.1 }, head };
  const model = createModel(registry, { ...config, ...options }) as TaskModel;
  model.parameters.initialize(1);
  return model;
}

/** Texts of which those with an x are of class 1. */
export function xTexts(count: number, salt = 0) {
  return Array.from({ length: count }, (_, i) => {
    const length = 3 + ((i * 7 + salt) % 9);
    const label = (i + salt) % 2;
    const letters = Array.from({ length }, (_, at) => "abcde"[(i * 3 + at * at + salt) % 5]);
    if (label === 1) letters[(i * 5 + salt) % length] = "x";
    return { text: letters.join(""), label };
  });
}

/** Share of right classes. */
export const accuracy: FinetuneOptions["metric"] = (predictions, examples) => {
  const right = predictions.filter((prediction, i) => {
    const example = examples[i];
    return prediction.type === "class" && example !== undefined && "label" in example
      ? prediction.label === example.label
      : false;
  });
  return right.length / examples.length;
};

/** Options of a short fine-tuning; whoever takes them disposes model and optimizer. */
export function nanoFinetune(change: Partial<FinetuneOptions> = {}): FinetuneOptions {
  const model = change.model ?? nanoTask({ type: "classification" });
  const { parameters } = model;
  return {
    model,
    tokenizer: characters,
    optimizer: registry.create("optimizer", { type: "adamw" }, { parameters }),
    schedule: () => () => 0.01,
    train: xTexts(48),
    validation: xTexts(16, 1),
    metric: accuracy,
    batchSize: 8,
    ...change,
  };
}
