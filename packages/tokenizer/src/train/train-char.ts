import { CharTokenizer } from "../char.ts";
import { numberSpecials, SpecialTokens } from "../special-tokens.ts";
import { UNKNOWN } from "../tokenizer.ts";
import { wellFormed } from "../utf8.ts";
import type { Texts } from "./texts.ts";

/** Options of {@link trainChar}. */
export interface CharOptions {
  /** What happens to a character that the training text lacks. @default "error" */
  readonly unknown?: "error" | "<unk>";
  /** Special tokens, with the ids after the characters. @default [] */
  readonly specials?: readonly string[];
}

/**
 * A character tokenizer: the code points of the text in order are the ids, then come `<unk>`
 * (where asked for) and the special tokens.
 */
export async function trainChar(
  texts: Texts,
  { unknown = "error", specials = [] }: CharOptions = {},
): Promise<CharTokenizer> {
  const seen = new Set<number>();
  for await (const text of texts)
    for (const character of wellFormed(text)) seen.add(character.codePointAt(0) as number);
  const names = unknown === UNKNOWN ? [UNKNOWN, ...specials] : specials;
  const ids = numberSpecials(names, seen.size);
  const codePoints = Int32Array.from([...[...seen].sort((a, b) => a - b), ...names.map(() => -1)]);
  return new CharTokenizer({
    codePoints,
    specials: new SpecialTokens(ids),
    unknown: ids.get(UNKNOWN) ?? null,
  });
}
