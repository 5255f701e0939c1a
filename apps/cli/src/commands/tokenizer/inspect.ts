import { writeFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import type { Tokenizer } from "@gpt/tokenizer";
import colors from "picocolors";
import { userPath } from "../../paths.ts";
import { createRegistry } from "../../registry.ts";
import { openTokenizer } from "./open.ts";
import { type ShownToken, tokenPage } from "./page.ts";

/** Flags of `gpt tokenizer inspect`. */
export interface InspectFlags {
  readonly plugin?: readonly string[];
  readonly html?: string;
  readonly json?: boolean;
}

const BACKGROUNDS = [colors.bgBlue, colors.bgGreen, colors.bgMagenta, colors.bgYellow];

/** `gpt tokenizer inspect`: a text with its tokens told apart, and their ids. */
export async function inspectCommand(
  named: string,
  given: string | undefined,
  flags: InspectFlags,
): Promise<void> {
  const tokenizer = await openTokenizer(await createRegistry(flags.plugin), named);
  const text = given ?? (await readAll(process.stdin));
  const tokens = shown(tokenizer, text);
  if (flags.html !== undefined) await writeFile(userPath(flags.html), tokenPage(text, tokens));
  if (flags.json === true) {
    for (const token of tokens) console.log(JSON.stringify(token));
    return;
  }
  console.log(coloured(tokens));
  console.log(colors.dim(tokens.map(({ id, text }) => `${JSON.stringify(text)} ${id}`).join("  ")));
  const perToken = text.length / Math.max(1, tokens.length);
  console.log(`${tokens.length} tokens, ${perToken.toFixed(2)} characters each`);
}

/** Tokens with the text they stand for; the bytes of one character count to its first token. */
function shown(tokenizer: Tokenizer, text: string): ShownToken[] {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
  let at = 0;
  return Array.from(ids, (id, index) => {
    const start = Math.max(at, starts[index] as number);
    const end = Math.max(start, ends[index] as number);
    at = end;
    return { id, text: text.slice(start, end) };
  });
}

/** Colours where the terminal has them, bars between the tokens elsewhere. */
function coloured(tokens: readonly ShownToken[]): string {
  if (!colors.isColorSupported) return tokens.map(({ text }) => text).join("|");
  return tokens
    .map(({ text }, index) => {
      const paint = BACKGROUNDS[index % BACKGROUNDS.length] as (text: string) => string;
      return text.split("\n").map(paint).join("\n");
    })
    .join("");
}
