import type { Seq2SeqModel } from "@gpt/models";
import type { Tokenizer } from "@gpt/tokenizer";
import { type BeamOptions, beamSearch } from "./beam.ts";
import { sequenceIds } from "./pair-ids.ts";

/** How texts are translated. */
export interface TranslateOptions
  extends Pick<BeamOptions, "beams" | "lengthPenalty" | "extraTokens"> {
  /** Texts that are translated together. @default 16 */
  readonly batchSize?: number;
  /** Aborting it ends the work after the current batch. */
  readonly signal?: AbortSignal;
}

/** Texts in another language, and what did not fit. */
export interface Translations {
  /** One for each text, in their order; fewer where the work was ended. */
  readonly texts: readonly string[];
  /** Texts that were longer than the model's context, and were cut at its end. */
  readonly cut: number;
}

/**
 * Translates texts by beam search. Those of like length share a batch; what comes out does not depend
 * on it.
 *
 * @throws GptError `TOKENIZER_SPECIALS`
 */
export async function translate(
  model: Seq2SeqModel,
  tokenizer: Tokenizer,
  texts: readonly string[],
  { batchSize = 16, signal, ...search }: TranslateOptions = {},
): Promise<Translations> {
  const ids = sequenceIds(tokenizer);
  const room = Number(model.config.contextLength ?? Number.POSITIVE_INFINITY);
  const encoded = texts.map((text) => [...tokenizer.encode(text)]);
  const sources = encoded.map((source) => source.slice(0, room));
  const lengthOf = (index: number) => (sources[index] as readonly number[]).length;
  const order = texts.map((_, index) => index).sort((a, b) => lengthOf(a) - lengthOf(b));
  const found: string[] = [];
  for (let at = 0; at < order.length && !signal?.aborted; at += batchSize) {
    const batch = order.slice(at, at + batchSize);
    const chosen = batch.map((index) => sources[index] as readonly number[]);
    const results = await beamSearch(model, chosen, { ...ids, ...search });
    for (const [i, index] of batch.entries()) {
      found[index] = tokenizer.decode(results[i]?.[0]?.ids ?? []).trim();
    }
  }
  return { texts: found, cut: encoded.filter((source) => source.length > room).length };
}
