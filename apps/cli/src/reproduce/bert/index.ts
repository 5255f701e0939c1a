import type { Registry } from "@gpt/registry";
import type { Reproduction } from "../part.ts";
import { concludeBert } from "./conclude.ts";
import { bertParts } from "./parts.ts";
import { bertSettings } from "./settings.ts";

export { bertDefaults } from "./settings.ts";

/**
 * BERT's claim in miniature (Devlin et al. 2018, §4 and §5.1): an encoder that is pre-trained on masked
 * tokens and next sentences fills masks, and judges pairs better than a left-to-right model.
 *
 * @throws GptError `INVALID_OPTIONS`, `UNKNOWN_PLUGIN`
 */
export async function makeBert(
  registry: Registry,
  folder: string,
  input: object,
): Promise<Reproduction> {
  const settings = bertSettings(registry, input);
  return {
    name: "bert",
    title: "BERT in miniature: masked tokens, and pairs of texts",
    settings,
    parts: await bertParts(registry, folder, settings),
    conclude: (results) => concludeBert(settings, results),
  };
}
