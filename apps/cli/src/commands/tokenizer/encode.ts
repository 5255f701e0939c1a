import { text as readAll } from "node:stream/consumers";
import { GptError } from "@gpt/registry";
import { createRegistry } from "../../registry.ts";
import { openTokenizer } from "./open.ts";

/** Flags of `gpt tokenizer encode` and `decode`. */
export interface CodeFlags {
  readonly plugin?: readonly string[];
  readonly special?: boolean;
  readonly json?: boolean;
}

/** `gpt tokenizer encode`: ids of a text, or of standard input. */
export async function encodeCommand(
  named: string,
  text: string | undefined,
  flags: CodeFlags,
): Promise<void> {
  const tokenizer = await openTokenizer(await createRegistry(flags.plugin), named);
  const input = text ?? (await readAll(process.stdin));
  const ids = tokenizer.encode(input, flags.special === true ? { allowedSpecial: "all" } : {});
  console.log(flags.json === true ? JSON.stringify({ ids: [...ids] }) : ids.join(" "));
}

/** `gpt tokenizer decode`: text of ids, or of the ids on standard input. */
export async function decodeCommand(
  named: string,
  given: readonly string[],
  flags: CodeFlags,
): Promise<void> {
  const tokenizer = await openTokenizer(await createRegistry(flags.plugin), named);
  const words = given.length > 0 ? given : (await readAll(process.stdin)).split(/[\s,[\]]+/);
  const text = tokenizer.decode(words.filter((word) => word !== "").map(parseId));
  if (flags.json === true) console.log(JSON.stringify({ text }));
  else process.stdout.write(text);
}

function parseId(word: string): number {
  const id = Number(word);
  if (Number.isInteger(id) && id >= 0) return id;
  throw new GptError("ID_INVALID", {
    message: `${JSON.stringify(word)} is no token id.`,
    expected: "whole numbers from 0, separated by blanks",
    got: word,
    help: "gpt tokenizer encode prints them",
  });
}
