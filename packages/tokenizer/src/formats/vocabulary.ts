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

/** A list that is filled by id, as a vocabulary gives them: in any order, each once. */
export class Places<T> {
  readonly items: (T | undefined)[];
  readonly #source: string;
  readonly #size: number;

  /** @param size ids are below it: one beyond all others is found before an array gets that long */
  constructor(source: string, size: number, items: readonly (T | undefined)[] = []) {
    this.items = [...items]; // spreading turns absent entries into undefined
    this.#source = source;
    this.#size = size;
  }

  /**
   * @param name what the errors call it; an empty one is none
   * @throws GptError `VOCABULARY_INVALID`, `VOCABULARY_HOLE`, `VOCABULARY_DUPLICATE`
   */
  put(id: number, item: T, name: string): void {
    if (!Number.isInteger(id) || id < 0 || name === "")
      throw this.#fault("VOCABULARY_INVALID", id, name);
    if (id >= this.#size) throw this.#fault("VOCABULARY_HOLE", id, name);
    if (this.items[id] !== undefined) throw this.#fault("VOCABULARY_DUPLICATE", id, name);
    this.items[id] = item;
  }

  /** All of them. @throws GptError `VOCABULARY_HOLE` */
  full(): T[] {
    return Array.from(this.items, (item, id) => {
      if (item === undefined) throw this.#fault("VOCABULARY_HOLE", id, "nothing");
      return item;
    });
  }

  #fault(code: Fault["code"], id: number, name: string): GptError {
    return vocabularyError({
      code,
      source: this.#source,
      message: `${JSON.stringify(name)} cannot have the id ${JSON.stringify(id)}.`,
      expected: `each whole number from 0 to ${this.#size - 1} once`,
      got: code === "VOCABULARY_DUPLICATE" ? "one that is taken" : JSON.stringify(id),
    });
  }
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
  const size = ordinary.length + specials.ids.size + unused.length;
  const all = new Places(source, size, ordinary);
  for (const [name, id] of specials.ids) all.put(id, new TextEncoder().encode(name), name);
  for (const id of unused) all.put(id, new Uint8Array(0), "an unused id");
  return new TokenBytes(all.full());
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
