import { type GenerateOptions, generate } from "@gpt/generation";
import { isCausalModel } from "@gpt/models";
import { GptError, type Json } from "@gpt/registry";
import { openModel } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { stopSignal } from "../stop-signal.ts";

/** Flags of `gpt sample`. */
export interface SampleFlags extends BackendFlags {
  readonly plugin?: readonly string[];
  readonly tokens: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
  readonly stop?: readonly string[];
  readonly count: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `gpt sample`: continues a prompt, as it is written. */
export async function sampleCommand(
  path: string,
  prompt: string,
  flags: SampleFlags,
): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  await startBackend(registry, flags);
  const { model, tokenizer, folder } = await openModel(registry, userPath(path));
  if (!isCausalModel(model) || tokenizer === null) throw cannotWrite(folder, model.config.type);
  const { temperature, topK, topP, minP, repetitionPenalty } = flags;
  const filters = { temperature, topK, topP, minP, repetitionPenalty };
  const stop = stopSignal(() => {});
  try {
    for (let index = 0; index < flags.count && !stop.signal.aborted; index++) {
      const options: GenerateOptions = {
        registry,
        sampler: { type: "sampling", ...(filters as { [name: string]: Json }) },
        maxNewTokens: flags.tokens,
        stop: flags.stop ?? [],
        seed: flags.seed + index,
        signal: stop.signal,
      };
      const tokens = generate(model, tokenizer, prompt, options);
      await (flags.json === true ? printJson(prompt, tokens) : stream(prompt, tokens));
    }
  } finally {
    stop.release();
    model.dispose();
  }
}

async function stream(prompt: string, tokens: ReturnType<typeof generate>): Promise<void> {
  process.stdout.write(prompt);
  for await (const { text } of tokens) process.stdout.write(text);
  process.stdout.write("\n");
}

async function printJson(prompt: string, tokens: ReturnType<typeof generate>): Promise<void> {
  const ids: number[] = [];
  let text = "";
  for await (const token of tokens) {
    text += token.text;
    if (token.id !== null) ids.push(token.id);
  }
  console.log(JSON.stringify({ prompt, text, tokens: ids }));
}

function cannotWrite(folder: string, type: string): GptError {
  return new GptError("MODEL_CANNOT_WRITE", {
    message: `The model in ${folder} cannot continue a text.`,
    expected: "a left-to-right model with a tokenizer.json",
    got: `a "${type}" model, or no tokenizer.json`,
    help: "take a GPT model, or put the tokenizer's file beside the weights",
  });
}
