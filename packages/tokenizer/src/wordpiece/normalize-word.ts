import type { BasicWord, BertVariant } from "./basic-words.ts";

/**
 * Lower case, canonical decomposition, no non-spacing marks: what BERT's uncased models see.
 * Google lower-cases whole words, where a final sigma looks at its neighbours.
 */
export function normalizeWord(word: BasicWord, variant: BertVariant): BasicWord {
  const text = variant === "google" ? normalize(word.text) : normalizeEach(word.text);
  if (word.starts.length === 0) return { text, starts: [], ends: [] };
  return { text, ...places(word, text.length) };
}

function normalize(text: string): string {
  const lower = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{Mn}/gu, "");
}

function normalizeEach(text: string): string {
  // The sigma is the only letter that looks at its neighbours.
  return normalize(text.replace(/Σ/g, "σ"));
}

/** Where the units of the normalised word come from: character by character, as a rule. */
function places(
  { text, starts, ends }: BasicWord,
  length: number,
): { starts: number[]; ends: number[] } {
  const result = { starts: [] as number[], ends: [] as number[] };
  let at = 0;
  for (const character of text) {
    for (let unit = normalize(character).length; unit > 0; unit--) {
      result.starts.push(starts[at] as number);
      result.ends.push(ends[at] as number);
    }
    at += character.length;
  }
  if (result.starts.length === length) return result;
  // Characters that act on each other: every unit is said to come from the whole word.
  const [start, end] = [starts[0] as number, ends.at(-1) as number];
  return { starts: Array(length).fill(start), ends: Array(length).fill(end) };
}
