import type { CausalModel } from "@gpt/models";
import { Random, STREAM } from "@gpt/random";
import { GptError, type PluginConfig, Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { Decoder } from "./decoder.ts";
import { type Sampler, samplerPlugins } from "./sampler.ts";
import { StopFilter } from "./stop-strings.ts";

/** How text is generated. */
export interface GenerateOptions {
  /** Most tokens to add. @default 100 */
  readonly maxNewTokens?: number;
  /** Sampler config: `{ type: "sampling", temperature: 0.8, topK: 40 }`. @default "sampling" */
  readonly sampler?: PluginConfig | string;
  /** Generation ends before the first of these strings. */
  readonly stop?: readonly string[];
  /** End at the tokenizer's end-of-text token. @default true */
  readonly stopAtEndOfText?: boolean;
  /** Seed of the sampler. @default 0 */
  readonly seed?: number;
  /** Where the sampler is looked up. Default: this package's samplers. */
  readonly registry?: Registry;
  /** Ends the generation early. */
  readonly signal?: AbortSignal;
}

/** One step of a generation. */
export interface GeneratedToken {
  /** The token that was drawn; null for a last piece of text that was held back. */
  readonly id: number | null;
  /** Text that became certain with it; may be empty, never half a character. */
  readonly text: string;
}

/**
 * Continues a prompt, token by token, with a key/value cache.
 *
 * An empty prompt starts from the end-of-text token, as documents do in training. Only the last
 * `contextLength` tokens of a longer prompt are read.
 *
 * @throws GptError `EMPTY_PROMPT` where the tokenizer has no end-of-text token to start from
 */
export async function* generate(
  model: CausalModel,
  tokenizer: Tokenizer,
  prompt: string,
  options: GenerateOptions = {},
): AsyncGenerator<GeneratedToken> {
  const history = promptIds(tokenizer, prompt);
  const decoder = new Decoder(model);
  const text = tokenizer.decoder();
  const stops = new StopFilter(options.stop ?? []);
  const sampler = createSampler(options);
  let fresh = history.slice(-model.contextLength);
  let stopped = false;
  try {
    for (let count = options.maxNewTokens ?? 100; count > 0 && !stopped; count--) {
      if (options.signal?.aborted) break;
      const id = sampler(await decoder.next(fresh), history);
      if (id === tokenizer.endOfText && (options.stopAtEndOfText ?? true)) break;
      history.push(id);
      fresh = [id];
      const out = stops.push(text.push(id));
      stopped = out.stopped;
      yield { id, text: out.text };
    }
    if (!stopped) yield* rest(stops, text.flush());
  } finally {
    decoder.dispose();
  }
}

/** The whole continuation of a prompt as one string. Options as for {@link generate}. */
export async function generateText(
  model: CausalModel,
  tokenizer: Tokenizer,
  prompt: string,
  options: GenerateOptions = {},
): Promise<string> {
  let text = "";
  for await (const token of generate(model, tokenizer, prompt, options)) text += token.text;
  return text;
}

/** Text that was held back for a stop string or an unfinished character; belongs to no new token. */
function* rest(stops: StopFilter, tail: string): Generator<GeneratedToken> {
  const last = stops.push(tail);
  const text = last.text + (last.stopped ? "" : stops.flush());
  if (text !== "") yield { id: null, text };
}

function createSampler(options: GenerateOptions): Sampler {
  const registry = options.registry ?? new Registry().register(...samplerPlugins);
  const random = new Random({ seed: options.seed ?? 0, stream: STREAM.sample });
  return registry.create("sampler", options.sampler ?? "sampling", { random });
}

function promptIds(tokenizer: Tokenizer, prompt: string): number[] {
  const ids = [...tokenizer.encode(prompt)];
  if (ids.length > 0) return ids;
  if (tokenizer.endOfText !== null) return [tokenizer.endOfText];
  throw new GptError("EMPTY_PROMPT", {
    message: "There is nothing to continue: the prompt has no tokens.",
    expected: "a prompt of at least one token, or a tokenizer with an end-of-text token",
    got: JSON.stringify(prompt),
    help: "give a prompt, for example a line break",
  });
}
