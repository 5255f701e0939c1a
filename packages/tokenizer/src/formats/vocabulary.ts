import { GptError } from "@gpt/registry";
import { TokenBytes } from "../bpe/token-bytes.ts";
import type { SpecialTokens } from "../special-tokens.ts";

/** What a vocabulary error is made from; `source` names the file or the argument. */
interface Fault {
  readonly code: "VOCABULARY_HOLE" | "VOCABULARY_DUPLICATE" | "VOCABULARY_INVALID";
  readonly source: string;
  readonly message: string;
  readonly expected: string;
  readonly got: string;
}

/** The error of a vocabulary that cannot be used; nothing of it is kept. */
export function vocabularyError({ code, source, message, expected, got }: Fault): GptError {
  return new GptError(code, {
    message: `${source}: ${message}`,
    expected,
    got,
    help: "the file is damaged, cut off, or of another kind: take a fresh copy",
  });
}

/**
 * The table of all ids: ordinary tokens by their bytes, special tokens by their names.
 *
 * @param unused ids that stand for nothing, where a vocabulary has such by design
 * @throws GptError `VOCABULARY_HOLE` where an id stands for nothing,
 *   `VOCABULARY_DUPLICATE` where one stands for two things
 */
export function tokenTable(
  ordinary: readonly (Uint8Array | undefined)[],
  specials: SpecialTokens,
  source: string,
  unused: readonly number[] = [],
): TokenBytes {
  const all = [...ordinary]; // spreading turns absent entries into undefined
  const size = ordinary.length + specials.ids.size + unused.length;
  for (const [name, id] of specials.ids) {
    // An id beyond all others leaves a hole; found here, before an array gets that long.
    if (!(id >= 0 && id < size)) throw hole(source, id, all.length);
    if (all[id] !== undefined) throw twice(source, id, name);
    all[id] = new TextEncoder().encode(name);
  }
  for (const id of unused) {
    if (!(id >= 0 && id < all.length)) throw hole(source, id, all.length);
    if (all[id] !== undefined) throw twice(source, id, "(unused)");
    all[id] = new Uint8Array(0);
  }
  return new TokenBytes(
    Array.from(all, (bytes, id) => {
      if (bytes === undefined) throw hole(source, id, all.length);
      return bytes;
    }),
  );
}

/**
 * The id of each byte.
 *
 * @throws GptError `VOCABULARY_INVALID` where a byte has no token of its own
 */
export function byteIdsOf(
  ordinary: readonly (Uint8Array | undefined)[],
  source: string,
): Int32Array {
  const ids = new Int32Array(256).fill(-1);
  ordinary.forEach((bytes, id) => {
    if (bytes?.length === 1) ids[bytes[0] as number] = id;
  });
  const missing = ids.indexOf(-1);
  if (missing === -1) return ids;
  throw vocabularyError({
    code: "VOCABULARY_INVALID",
    source,
    message: `byte ${missing} has no token, so that some text could not be encoded.`,
    expected: "a token for each of the 256 bytes",
    got: `${ids.filter((id) => id >= 0).length} of them`,
  });
}

function twice(source: string, id: number, name: string): GptError {
  return vocabularyError({
    code: "VOCABULARY_DUPLICATE",
    source,
    message: `id ${id} belongs to two tokens.`,
    expected: "an id of its own for each token",
    got: `the special token ${JSON.stringify(name)} and another`,
  });
}

function hole(source: string, id: number, size: number): GptError {
  return vocabularyError({
    code: "VOCABULARY_HOLE",
    source,
    message: `the ids have a hole at ${id}.`,
    expected: "whole numbers from 0 on without a gap, a token for each",
    got: `${size} ids, with nothing at ${id} or before it`,
  });
}
