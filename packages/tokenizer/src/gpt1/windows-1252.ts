/** What Windows-1252 has at 0x80–0x9F; the five bytes that it leaves free stay as they are. */
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

const BYTES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  [...HIGH].map((character, i) => [character, 0x80 + i]),
);

/** The character that Windows-1252 has in the place of a C1 control character. */
export function fromC1(character: string): string {
  return HIGH[character.charCodeAt(0) - 0x80] as string;
}

/** The byte of a character in Windows-1252 or Latin-1; -1 where neither has it. */
export function byteOf(character: string): number {
  const code = character.charCodeAt(0);
  return code < 0x100 ? code : (BYTES.get(character) ?? -1);
}
