import type { Registry } from "@gpt/registry";
import type { Reproduction } from "../part.ts";
import { concludeGpt1 } from "./conclude.ts";
import { gpt1Parts } from "./parts.ts";
import { gpt1Settings } from "./settings.ts";

export { gpt1Defaults } from "./settings.ts";

/**
 * GPT-1's claim in miniature (Radford et al. 2018, §5): a language model that is pre-trained on texts and
 * then fine-tuned needs fewer labels than one that begins with random weights.
 *
 * @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN`
 */
export async function makeGpt1(
  registry: Registry,
  folder: string,
  input: object,
): Promise<Reproduction> {
  const settings = gpt1Settings(registry, input);
  return {
    name: "gpt1",
    title: "GPT-1 in miniature: pre-train once, fine-tune with few labels",
    settings,
    parts: await gpt1Parts(registry, folder, settings),
    conclude: (results) => concludeGpt1(settings, results),
  };
}
