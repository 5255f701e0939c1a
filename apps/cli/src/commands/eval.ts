import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type BatchData,
  fixedBatches,
  splitStore,
  type TokenStore,
  tokenizeToMemory,
} from "@gpt/data";
import { type CausalModel, isCausalModel } from "@gpt/models";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { evaluate, formatNumber } from "@gpt/trainer";
import { openModel, readRunConfig } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { runConfigFrom } from "../run-options.ts";

/** Flags of `gpt eval`. */
export interface EvalFlags extends BackendFlags {
  readonly plugin?: readonly string[];
  readonly data?: readonly string[];
  readonly field?: string;
  readonly batch: number;
  readonly maxBatches: number;
  readonly json?: boolean;
}

/**
 * `gpt eval`: loss, perplexity and bits per byte of a model on text, in windows side by side. What
 * is left over after the last full batch of windows is not scored.
 */
export async function evalCommand(path: string, flags: EvalFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags);
  const { model, tokenizer, folder } = await openModel(registry, userPath(path));
  if (!isCausalModel(model) || tokenizer === null) throw cannotScore(folder, model.config.type);
  const store = await heldOut(registry, userPath(path), flags, tokenizer);
  const { contextLength } = model;
  const window = { contextLength, batchSize: flags.batch };
  const batches = await fixedBatches(store, window, flags.maxBatches);
  const score = await scoreOf(model, tokenizer, batches);
  model.dispose();
  if (flags.json === true) {
    console.log(JSON.stringify({ event: "eval", folder, ...score }));
    return;
  }
  console.log(`loss          ${score.loss.toFixed(4)} nats per token`);
  console.log(`perplexity    ${formatNumber(score.perplexity)}`);
  console.log(`bits per byte ${score.bitsPerByte.toFixed(4)}`);
  console.log(`tokens        ${score.tokens.toLocaleString("en")}`);
}

/** Special tokens are scored, and have no bytes. */
async function scoreOf(
  model: CausalModel,
  tokenizer: Tokenizer,
  batches: readonly BatchData[],
): Promise<{ loss: number; perplexity: number; bitsPerByte: number; tokens: number }> {
  const loss = await evaluate(model, batches);
  const specials = new Set(tokenizer.specials.values());
  let tokens = 0;
  let bytes = 0;
  for (const { targets } of batches) {
    const ids = [...(targets?.data ?? [])];
    tokens += ids.length;
    bytes += Buffer.byteLength(tokenizer.decode(ids.filter((id) => !specials.has(id))));
  }
  const bitsPerByte = (loss * tokens) / Math.LN2 / bytes;
  return { loss, perplexity: Math.exp(loss), bitsPerByte, tokens };
}

/** The named text, or what the run itself validates on. */
async function heldOut(
  registry: Registry,
  run: string,
  flags: EvalFlags,
  tokenizer: Tokenizer,
): Promise<TokenStore> {
  if (flags.data !== undefined) {
    const { data } = await runConfigFrom(registry, flags, []);
    const dataset = registry.create("dataset", data as PluginConfig, { registry });
    return tokenizeToMemory(dataset.train, tokenizer);
  }
  if (!existsSync(join(run, "checkpoints"))) throw noData(run);
  const { data, validationShare } = await readRunConfig(registry, run);
  const dataset = registry.create("dataset", data, { registry });
  const { validation, train } = dataset;
  if (validation !== null) return tokenizeToMemory(validation, tokenizer);
  return splitStore(await tokenizeToMemory(train, tokenizer), validationShare).validation;
}

function noData(folder: string): GptError {
  return new GptError("NO_TEXT_TO_SCORE", {
    message: `${folder} is no run folder, so it does not say what to score the model on.`,
    expected: "--data FILE…",
    got: "no --data",
    help: "name the text: gpt eval MODEL --data text.txt",
  });
}

function cannotScore(folder: string, type: string): GptError {
  return new GptError("MODEL_CANNOT_SCORE", {
    message: `The model in ${folder} has no next-token loss on plain text.`,
    expected: "a left-to-right model with a tokenizer.json",
    got: `a "${type}" model, or no tokenizer.json`,
    help: "take a GPT model, or put the tokenizer's file beside the weights",
  });
}
