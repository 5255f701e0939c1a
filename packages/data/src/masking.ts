import { Random, STREAM } from "@gpt/random";
import { GptError } from "@gpt/registry";
import { type BatchData, type BatchStream, IGNORED } from "./batch.ts";
import { readPosition, windowCount } from "./packed-stream.ts";
import type { TokenStore } from "./token-store.ts";

/** Ids that masking needs. */
export interface MaskingIds {
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
}

/** How masked-token batches are made. */
export interface MaskedOptions {
  /** Length of `[CLS] A [SEP] B [SEP]`. */
  readonly contextLength: number;
  readonly batchSize: number;
  readonly vocabSize: number;
  readonly ids: MaskingIds;
  readonly seed?: number;
  /** Share of positions to predict. @default 0.15 */
  readonly share?: number;
}

/**
 * BERT's masked-token and next-sentence batches over packed tokens (Devlin et al. 2018, §3.1; masks
 * are drawn anew each time). Half of the second segments follow the first, half come from elsewhere.
 *
 * @throws GptError `CORPUS_TOO_SHORT`
 */
export function maskedStream(store: TokenStore, options: MaskedOptions): BatchStream {
  const segment = Math.floor((options.contextLength - 3) / 2);
  if (segment < 1 || windowCount(store, 2 * segment) < 2) {
    throw new GptError("CORPUS_TOO_SHORT", {
      message: "The corpus is too short to draw two segments from.",
      expected: `at least ${4 * Math.max(segment, 1) + 1} tokens, and a context of at least 5`,
      got: `${store.length} tokens, context ${options.contextLength}`,
      help: "use more text, or a smaller context (--context)",
    });
  }
  let next = 0;
  return {
    async next() {
      const random = new Random({ seed: options.seed ?? 0, step: next, stream: STREAM.text });
      next++;
      const rows: MaskedRow[] = [];
      while (rows.length < options.batchSize)
        rows.push(await maskedRow(store, random, segment, options));
      return stack(rows);
    },
    position: () => ({ batch: next }),
    async seek(position) {
      next = readPosition(position);
    },
  };
}

interface MaskedRow {
  readonly inputs: readonly number[];
  readonly tokenTypes: readonly number[];
  readonly labels: readonly number[];
  /** 0: the second segment follows the first; 1: it is from elsewhere. */
  readonly nextSentence: number;
}

async function maskedRow(
  store: TokenStore,
  random: Random,
  segment: number,
  options: MaskedOptions,
): Promise<MaskedRow> {
  const { cls, sep } = options.ids;
  const start = random.integer(store.length - 2 * segment);
  const nextSentence = random.integer(2);
  const second = nextSentence === 0 ? start + segment : random.integer(store.length - segment);
  const a = [...(await store.read(start, segment))];
  const b = [...(await store.read(second, segment))];
  const tokens = [cls, ...a, sep, ...b, sep];
  const tokenTypes = tokens.map((_, i) => (i < a.length + 2 ? 0 : 1));
  const { inputs, labels } = maskTokens(tokens, random, options);
  return { inputs, labels, tokenTypes, nextSentence };
}

/**
 * Masks a sequence as BERT does: 15 % of its length (Python's rounding, at least 1) among all
 * positions but [CLS] and [SEP]; of those 80 % become [MASK], 10 % a random token, 10 % stay.
 */
export function maskTokens(
  tokens: readonly number[],
  random: Random,
  { ids, vocabSize, share = 0.15 }: Pick<MaskedOptions, "ids" | "vocabSize" | "share">,
): { inputs: number[]; labels: number[] } {
  const inputs = [...tokens];
  const labels = tokens.map(() => IGNORED);
  const candidates = tokens.flatMap((id, at) => (id === ids.cls || id === ids.sep ? [] : [at]));
  const wanted = Math.min(candidates.length, Math.max(1, roundHalfToEven(tokens.length * share)));
  for (let i = 0; i < wanted; i++) {
    const chosen = i + random.integer(candidates.length - i);
    [candidates[i], candidates[chosen]] = [candidates[chosen] as number, candidates[i] as number];
    const at = candidates[i] as number;
    labels[at] = tokens[at] as number;
    const fate = random.uniform();
    if (fate < 0.8) inputs[at] = ids.mask;
    else if (fate < 0.9) inputs[at] = random.integer(vocabSize);
  }
  return { inputs, labels };
}

/** Python's round(): a half goes to the even neighbour. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (Math.abs(rest - 0.5) > 1e-9) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

function stack(rows: readonly MaskedRow[]): BatchData {
  const time = rows[0]?.inputs.length ?? 0;
  const shape = [rows.length, time];
  const flat = (values: (row: MaskedRow) => readonly number[]) => ({
    data: Int32Array.from(rows.flatMap(values)),
    shape,
  });
  return {
    inputs: flat((row) => row.inputs),
    tokenTypes: flat((row) => row.tokenTypes),
    attentionMask: flat((row) => row.inputs.map(() => 1)),
    labels: flat((row) => row.labels),
    nextSentence: { data: Int32Array.from(rows, (row) => row.nextSentence), shape: [rows.length] },
  };
}
