/**
 * GPT-1's tokenizer, with its imitations of ftfy and spaCy.
 *
 * @packageDocumentation
 */
export { type Gpt1Options, gpt1FromFiles } from "./formats/gpt1-files.ts";
export { Gpt1Tokenizer } from "./gpt1/gpt1.ts";
export { GPT1_SPECIALS } from "./gpt1/specials.ts";
