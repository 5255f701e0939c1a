import { WORD_END } from "../bpe/word-bpe.ts";
import type { ByteBpeTokenizer } from "../byte-bpe.ts";
import type { SharedBpeTokenizer } from "../shared-bpe.ts";
import { RegexSplitter } from "../split/regex.ts";
import { pieces } from "../split/split.test-util.ts";
import { wellFormed } from "../utf8.ts";
import type { WordBpeParts } from "../word-bpe-tokenizer.ts";

/** Encodes one text; slow on purpose, and obviously right. */
export type ReferenceEncoder = (text: string) => number[];

/** The textbook with a table of ranks: merge all places of the lowest pair, again and again. */
function merge(start: readonly number[], ranks: ReadonlyMap<string, Rank>): number[] {
  let symbols = [...start];
  for (;;) {
    const found = symbols
      .slice(1)
      .map((right, i) => ranks.get(`${symbols[i]},${right}`))
      .filter((rank) => rank !== undefined)
      .sort((a, b) => a.rank - b.rank)[0];
    if (found === undefined) return symbols;
    const next: number[] = [];
    for (let i = 0; i < symbols.length; i++) {
      const both = symbols[i] === found.left && symbols[i + 1] === found.right;
      next.push(both ? found.merged : (symbols[i] as number));
      if (both) i++;
    }
    symbols = next;
  }
}

interface Rank {
  readonly rank: number;
  readonly left: number;
  readonly right: number;
  readonly merged: number;
}

function ranksOf(rules: {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly merged: Int32Array;
}): Map<string, Rank> {
  return new Map(
    Array.from({ length: rules.count }, (_, rank) => {
      const [left, right] = [rules.left[rank] as number, rules.right[rank] as number];
      return [`${left},${right}`, { rank, left, right, merged: rules.merged[rank] as number }];
    }),
  );
}

/** Byte-level BPE: the pattern as a regular expression, then the textbook. */
export function referenceByteBpe({ parts, pattern }: ByteBpeTokenizer): ReferenceEncoder {
  const ranks = ranksOf(parts.rules);
  const splitter = pattern === null ? null : new RegexSplitter(pattern);
  const encoder = new TextEncoder();
  return (text) =>
    (splitter === null ? [text] : pieces(splitter, text)).flatMap((piece) =>
      merge(
        Array.from(encoder.encode(piece), (byte) => parts.rules.byteIds[byte] as number),
        ranks,
      ),
    );
}

/** BPE of a word: characters, the last with its mark, then the textbook. */
export function referenceWordBpe({ pieces, rules, unknown }: WordBpeParts): ReferenceEncoder {
  const ranks = ranksOf(rules);
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  return (word) => {
    const characters = [...word];
    const symbols = characters.map((character, i) => {
      const last = i + 1 === characters.length;
      return ids.get(last ? character + WORD_END : character) ?? -1;
    });
    return merge(symbols, ranks).map((id) => (id === -1 ? (unknown as number) : id));
  };
}

/** BPE over the words between white space. */
export function referenceSharedBpe({ parts }: SharedBpeTokenizer): ReferenceEncoder {
  const encode = referenceWordBpe(parts);
  return (text) =>
    wellFormed(text)
      .split(/\p{White_Space}+/u)
      .filter((word) => word !== "")
      .flatMap(encode);
}
