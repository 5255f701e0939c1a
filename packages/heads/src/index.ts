/**
 * Output layers with their losses: next token, masked token (and next sentence), target token.
 *
 * @packageDocumentation
 */
import type { AnyPlugin } from "@gpt/registry";
import { languageModelPlugin, seq2seqPlugin } from "./language-model.ts";
import { maskedLanguageModelPlugin } from "./masked-language-model.ts";

export {
  type HeadContext,
  isPretrainingHead,
  type PretrainingHead,
  type TokenHead,
} from "./head.ts";
export { tiedLogits } from "./language-model.ts";

/** The heads of this package, for `registry.register(...headPlugins)`. */
export const headPlugins: readonly AnyPlugin[] = [
  languageModelPlugin,
  maskedLanguageModelPlugin,
  seq2seqPlugin,
];
