import { permute, Random, STREAM, site } from "@gpt/random";
import { GptError } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { type BatchData, type BatchStream, IGNORED, padRows, readCounters } from "../batch.ts";
import type { TokenStore } from "../token-store.ts";
import { type MaskingIds, maskTokens } from "./masking.ts";
import { type Segment, type SentencePair, sentencePairs } from "./sentence-pairs.ts";
import { type SentenceStore, sentenceStore } from "./sentence-store.ts";
import { continuedWords } from "./word-pieces.ts";

/** How BERT's pre-training batches are made. */
export interface SentencePairOptions {
  /** Most tokens of `[CLS] A [SEP] B [SEP]`. */
  readonly contextLength: number;
  readonly batchSize: number;
  readonly ids: MaskingIds & { readonly padding: number };
  /** Says where words begin, for `wholeWord`. */
  readonly tokenizer: Pick<Tokenizer, "decoder" | "vocabSize">;
  /** @default 0 */
  readonly seed?: number;
  /** Share of positions to predict. @default 0.15 */
  readonly share?: number;
  /** Most positions to predict in a sequence. @default no limit */
  readonly maxPredictions?: number;
  /** Share of the documents whose pairs are made shorter. @default 0.1 */
  readonly shortShare?: number;
  /** Masks whole words. @default false */
  readonly wholeWord?: boolean;
  /**
   * Static masking: so many fixed versions of the corpus, each with pairs and masks of its own (BERT:
   * 10). Null is dynamic masking: pairs and masks are drawn anew in every pass.
   *
   * @default null
   */
  readonly duplicates?: number | null;
}

/** A pair of a round, and where its masks are drawn. */
interface PlannedPair extends SentencePair {
  readonly pass: number;
  readonly index: number;
}

/** Random words that the masks of one pair may take; a sequence of 2¹³ tokens takes fewer. */
const WORDS_PER_PAIR = 2 ** 16;

/**
 * BERT's batches for masked tokens and next sentences (Devlin et al. 2018, §3.1 and §A.2): each pair of
 * a round once, in an order of its own every round, padded to the batch's longest. A round is a pass
 * over the corpus, or all its fixed versions (`duplicates`).
 *
 * @param store written with a {@link sentenceEncoder}
 * @returns arrays `inputs`, `tokenTypes`, `attentionMask`, `labels` `[B, T]` and `nextSentence` `[B]`
 *   (0: B follows A; 1: it is from elsewhere). Its position is `{ round, pair }`.
 * @throws GptError `CORPUS_TOO_SHORT`
 */
export async function sentencePairStream(
  store: TokenStore,
  options: SentencePairOptions,
): Promise<BatchStream> {
  const sentences = await sentenceStore(store, options.ids);
  if (sentences.lengths.length < 2 || options.contextLength < 5) {
    throw tooShort(sentences, options);
  }
  let round = 0;
  let pair = 0;
  let plan: { readonly round: number; readonly pairs: readonly PlannedPair[] } | null = null;
  const take = (): PlannedPair => {
    if (plan?.round !== round) plan = { round, pairs: roundOf(sentences, round, options) };
    const taken = plan.pairs[pair] as PlannedPair;
    pair++;
    if (pair === plan.pairs.length) [round, pair] = [round + 1, 0];
    return taken;
  };
  return {
    async next() {
      const taken = Array.from({ length: options.batchSize }, take);
      const rows = await Promise.all(taken.map((each) => maskedRow(sentences, each, options)));
      return stack(rows, options.ids.padding);
    },
    position: () => ({ round, pair }),
    async seek(position) {
      ({ round, pair } = readCounters(position, ["round", "pair"]));
    },
  };
}

/** The pairs of a round in their order. */
function roundOf(
  sentences: SentenceStore,
  round: number,
  { contextLength, shortShare = 0.1, duplicates = null, seed = 0 }: SentencePairOptions,
): PlannedPair[] {
  const passes = duplicates === null ? [round] : Array.from({ length: duplicates }, (_, i) => i);
  const pairs = passes.flatMap((pass) => {
    const random = new Random({ seed, stream: STREAM.text, step: pass, site: site("pairs") });
    const made = sentencePairs(sentences, { maxTokens: contextLength - 3, shortShare }, random);
    return made.map((pair, index) => ({ ...pair, pass, index }));
  });
  const order = { seed, stream: STREAM.shuffle, step: round };
  return pairs.map((_, i) => pairs[permute(i, pairs.length, order)] as PlannedPair);
}

interface MaskedRow {
  readonly inputs: readonly number[];
  readonly tokenTypes: readonly number[];
  readonly labels: readonly number[];
  readonly nextSentence: number;
}

async function maskedRow(
  sentences: SentenceStore,
  { a, b, randomNext, pass, index }: PlannedPair,
  options: SentencePairOptions,
): Promise<MaskedRow> {
  const { ids, tokenizer, seed = 0, share, maxPredictions, wholeWord = false } = options;
  const first = await readSegment(sentences, a);
  const second = await readSegment(sentences, b);
  const tokens = [ids.cls, ...first, ids.sep, ...second, ids.sep];
  const address = { seed, stream: STREAM.text, step: pass, site: site("masks") };
  const masked = maskTokens(tokens, new Random(address, index * WORDS_PER_PAIR), {
    ids,
    vocabSize: tokenizer.vocabSize,
    ...(share !== undefined && { share }),
    ...(maxPredictions !== undefined && { maxPredictions }),
    ...(wholeWord && { continuesWord: continuedWords(tokens, tokenizer) }),
  });
  const tokenTypes = tokens.map((_, at) => (at < first.length + 2 ? 0 : 1));
  return { ...masked, tokenTypes, nextSentence: randomNext ? 1 : 0 };
}

async function readSegment(
  sentences: SentenceStore,
  { first, end, front, back }: Segment,
): Promise<readonly number[]> {
  const ids = await sentences.read(first, end);
  return ids.slice(front, ids.length - back);
}

function stack(rows: readonly MaskedRow[], padding: number): BatchData {
  const column = (name: "inputs" | "tokenTypes" | "labels") => rows.map((row) => row[name]);
  return {
    inputs: padRows(column("inputs"), padding),
    tokenTypes: padRows(column("tokenTypes"), 0),
    attentionMask: padRows(
      rows.map(({ inputs }) => inputs.map(() => 1)),
      0,
    ),
    labels: padRows(column("labels"), IGNORED),
    nextSentence: { data: Int32Array.from(rows, (row) => row.nextSentence), shape: [rows.length] },
  };
}

function tooShort({ lengths }: SentenceStore, { contextLength }: SentencePairOptions): GptError {
  return new GptError("CORPUS_TOO_SHORT", {
    message: "The corpus is too short to make pairs of sentences from.",
    expected: "at least 2 sentences, and a context of at least 5 tokens",
    got: `${lengths.length} sentences, context ${contextLength}`,
    help: "use more text with full stops or line breaks, or a larger context (--context)",
  });
}
