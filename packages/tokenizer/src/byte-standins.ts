/**
 * GPT-2's printable stand-ins for bytes (openai/gpt-2 `encoder.py`, `bytes_to_unicode`): bytes
 * 33–126, 161–172 and 174–255 stand for themselves, the other 68 in order for U+0100 and on
 * (blank → Ġ, newline → Ċ). Vocabulary files spell tokens with them.
 */
function standIns(): string[] {
  let other = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : other++);
  });
}

const STAND_INS: readonly string[] = /* @__PURE__ */ standIns();

const BYTES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  STAND_INS.map((character, byte) => [character, byte]),
);

/** Bytes in the order of their stand-ins' code points: the ids 0–255 of GPT-2. */
export const BYTE_ORDER: readonly number[] = /* @__PURE__ */ [...STAND_INS]
  .sort()
  .map((character) => BYTES.get(character) as number);

/** A token's bytes as GPT-2 spells them. */
export function spell(bytes: Uint8Array): string {
  let spelling = "";
  for (const byte of bytes) spelling += STAND_INS[byte];
  return spelling;
}

/** The bytes of a spelling, or undefined where a character stands for no byte. */
export function unspell(spelling: string): Uint8Array | undefined {
  const bytes = new Uint8Array(spelling.length);
  for (let i = 0; i < spelling.length; i++) {
    const byte = BYTES.get(spelling[i] as string);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
