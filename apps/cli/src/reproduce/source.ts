import type { Registry } from "@gpt/registry";
import { openModel } from "@gpt/trainer/node";
import { noTokenizer } from "../task/no-tokenizer.ts";
import type { Source } from "./tuning.ts";

/** Opens what a pre-training left. @throws GptError `TOKENIZER_MISSING`, and those of `openModel` */
export async function openSource(registry: Registry, path: string): Promise<Source> {
  const { model, tokenizer, folder } = await openModel(registry, path);
  if (tokenizer === null) throw noTokenizer(folder);
  return { model, tokenizer };
}
