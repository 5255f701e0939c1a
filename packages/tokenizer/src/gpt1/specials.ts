import { BARE, type Template } from "../template.ts";

/** Special tokens of GPT-1's fine-tuning (Radford et al. 2018 §3.3), in the order of their ids. */
export const GPT1_SPECIALS = ["_start_", "_delimiter_", "_classify_"] as const;

/** start A delimiter B extract, where the vocabulary has all three. */
export function gpt1Template(specials: ReadonlyMap<string, number>): Template {
  const [start, middle, end] = GPT1_SPECIALS.map((name) => specials.get(name));
  if (start === undefined || middle === undefined || end === undefined) return BARE;
  return { start: [start], middle: [middle], end: [end] };
}
