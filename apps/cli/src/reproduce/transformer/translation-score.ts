import { join } from "node:path";
import type { TranslateOptions } from "@gpt/generation";
import type { Seq2SeqModel } from "@gpt/models";
import type { PluginConfig, Registry } from "@gpt/registry";
import { resolveConfig } from "@gpt/trainer";
import { openModel } from "@gpt/trainer/node";
import { assignAverage } from "../../task/averaged-weights.ts";
import { noTokenizer } from "../../task/no-tokenizer.ts";
import { scoreTranslator } from "../../task/translation.ts";
import type { TransformerSettings } from "./settings.ts";

/** How good the translations of validation sentences are. */
export interface TranslationResult {
  readonly bleu: number;
  readonly signature: string;
  readonly chrf: number;
  /** BLEU of the sources themselves. */
  readonly copy: number;
  readonly pairs: number;
}

/** BLEU in the course of the training. */
export type Milestone = TranslationResult & { readonly step: number };

/** How sentences are translated, and by which weights. */
export interface TranslationWay extends TranslateOptions {
  readonly examples: number;
  /** So many of the newest checkpoints, averaged; without it the last one alone. */
  readonly averaged?: number;
}

/** BLEU of a run's last weights on validation pairs. @returns null where it was interrupted */
export async function scoreTranslation(
  registry: Registry,
  run: string,
  { translation }: TransformerSettings,
  { averaged, ...options }: TranslationWay,
): Promise<TranslationResult | null> {
  const folder = join(run, "checkpoints", "last");
  const { model, tokenizer } = await openModel(registry, folder);
  if (tokenizer === null) throw noTokenizer(folder);
  const translator = { model: model as Seq2SeqModel, tokenizer };
  if (averaged !== undefined) await assignAverage(model, run, averaged);
  const task = taskOf(registry, translation);
  try {
    const { score, chrf, copy, pairs } = await scoreTranslator(registry, translator, task, options);
    if (options.signal?.aborted) return null; // some were not translated
    const { value: bleu, signature = "" } = score;
    return { bleu, signature, chrf: chrf.value, copy: copy.value, pairs };
  } finally {
    model.dispose();
  }
}

/** The task that a translation's run learns. */
export function taskOf(registry: Registry, translation: object): PluginConfig {
  return resolveConfig(registry, translation, "the translation").data.task as PluginConfig;
}
