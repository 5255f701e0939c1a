import type { Tokenizer } from "@gpt/tokenizer";

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;

/**
 * For each token whether it goes on with the word of the token before: letters or digits meet, or it
 * completes a character. Works with any tokenizer, by what it writes.
 */
export function continuedWords(
  tokens: readonly number[],
  tokenizer: Pick<Tokenizer, "decoder">,
): boolean[] {
  const decoder = tokenizer.decoder();
  let last = "";
  let incomplete = false; // bytes of a character that is still to come
  return tokens.map((id) => {
    const characters = [...decoder.push(id)];
    const meets = WORD_CHARACTER.test(last) && WORD_CHARACTER.test(characters[0] ?? last);
    const continues = incomplete || meets;
    incomplete = characters.length === 0;
    last = characters.at(-1) ?? last;
    return continues;
  });
}
