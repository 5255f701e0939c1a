import { Uint32List } from "../uint32-list.ts";
import { unknownCharacter } from "../unknown-character.ts";
import { LongMerger } from "./merge-long.ts";
import { SHORT, ShortMerger } from "./merge-short.ts";
import type { PairRules } from "./pair-rules.ts";

/** What marks the last symbol of a word (Sennrich et al. 2016 §3.2). */
export const WORD_END = "</w>";

/** Words whose ids are remembered at most; then the cache starts anew. */
const CACHED_WORDS = 1 << 15;

/** Longest word that is remembered, in UTF-16 units. */
const CACHED_LENGTH = 64;

/** A symbol that is not in the vocabulary; no pair with it has a rank (-1 marks free slots). */
const ABSENT = -2;

/**
 * BPE over the characters of a word, the last of which carries `</w>` (Sennrich et al. 2016):
 * the method of the Transformer and of GPT-1. A character that is unknown is one unknown token.
 */
export class WordBpe {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #unknown: number | null;
  readonly #short: ShortMerger<PairRules>;
  readonly #long: LongMerger<PairRules>;
  readonly #cache = new Map<string, Uint32Array>();
  readonly #merged = new Uint32List();
  #symbols = new Int32Array(SHORT);

  /**
   * @param ids id of each piece
   * @param unknown id of an unknown character; null: it is an error
   */
  constructor(ids: ReadonlyMap<string, number>, rules: PairRules, unknown: number | null) {
    this.#ids = ids;
    this.#unknown = unknown;
    this.#short = new ShortMerger(rules);
    this.#long = new LongMerger(rules);
  }

  /** Work done by merging since the start, in array slots and queue entries; for tests. */
  get work(): number {
    return this.#short.work + this.#long.queue.work;
  }

  /** Ids of a word that is not empty. @throws GptError `CHARACTER_UNKNOWN` */
  encode(word: string): Uint32Array {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const ids = this.#merge(word);
    if (word.length > CACHED_LENGTH) return ids;
    if (this.#cache.size === CACHED_WORDS) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }

  #merge(word: string): Uint32Array {
    const count = this.#load(word);
    this.#merged.length = 0;
    const merger = count <= SHORT ? this.#short : this.#long;
    merger.mergeSymbols(this.#symbols, count, this.#merged);
    const ids = this.#merged.toArray();
    const absent = ids.indexOf(ABSENT >>> 0);
    if (absent === -1) return ids;
    if (this.#unknown === null) throw missing(word, this.#ids);
    return ids.map((id) => (id === ABSENT >>> 0 ? (this.#unknown as number) : id));
  }

  #load(word: string): number {
    if (this.#symbols.length < word.length) this.#symbols = new Int32Array(word.length * 2);
    let count = 0;
    for (const character of word) this.#symbols[count++] = this.#ids.get(character) ?? ABSENT;
    const last = [...word.slice(-2)].at(-1) as string;
    this.#symbols[count - 1] = this.#ids.get(last + WORD_END) ?? ABSENT;
    return count;
  }
}

function missing(word: string, ids: ReadonlyMap<string, number>): Error {
  const characters = [...word];
  const symbols = characters.map((c, i) => (i + 1 === characters.length ? c + WORD_END : c));
  const symbol = symbols.find((one) => !ids.has(one)) as string;
  return unknownCharacter(symbol, `in the word ${JSON.stringify(word.slice(0, 40))}`);
}
