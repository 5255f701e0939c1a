import { type BatchData, type BatchStream, readPosition } from "@gpt/data";
import { permute, STREAM, site } from "@gpt/random";

/** Batches that are sorted by length together: more pad less, fewer mix better. */
const BATCHES_PER_BUCKET = 16;

/** How items become batches. */
export interface BucketOptions<T> {
  readonly batchSize: number;
  /** Tokens of an item: items of like length share a batch. */
  readonly length: (item: T) => number;
  /** Items as one batch, padded: a task head's `batch`, or `pairBatch` of `@gpt/data`. */
  readonly batch: (items: readonly T[]) => BatchData;
  /** @default 0 */
  readonly seed?: number;
}

/** How items become batches of so many tokens. */
export interface TokenBucketOptions<T> extends Omit<BucketOptions<T>, "batchSize"> {
  /** Most tokens of a batch, padding counted. */
  readonly tokens: number;
}

/** Batches of an epoch. */
export function batchesPerEpoch(items: number, batchSize: number): number {
  return Math.ceil(items / batchSize);
}

/**
 * An endless stream over items in memory, each once an epoch, in an order of its own every epoch; items
 * of like length share a batch. An epoch's last items may make a smaller batch. Which batch comes n-th
 * is computed from n alone, so the position is one number.
 */
export function bucketedStream<T>(items: readonly T[], options: BucketOptions<T>): BatchStream {
  return epochStream((epoch) => epochBatches(items, epoch, options), options.batch);
}

/**
 * The same with batches of about equally many tokens, padding counted, instead of equally many items
 * (Vaswani et al. 2017, §5.1). Where the cuts fall follows from the lengths alone, so every epoch has as
 * many batches.
 */
export function tokenBucketedStream<T>(
  items: readonly T[],
  options: TokenBucketOptions<T>,
): BatchStream {
  return epochStream((epoch) => tokenBatches(items, epoch, options), options.batch);
}

/** @param batches those of an epoch; in every epoch equally many */
function epochStream<T>(
  batches: (epoch: number) => readonly (readonly T[])[],
  toArrays: (items: readonly T[]) => BatchData,
): BatchStream {
  let next = 0;
  let plan = { epoch: 0, batches: batches(0) };
  return {
    async next() {
      const perEpoch = plan.batches.length;
      const epoch = Math.floor(next / perEpoch);
      if (plan.epoch !== epoch) plan = { epoch, batches: batches(epoch) };
      const batch = plan.batches[next % perEpoch] as readonly T[];
      next++;
      return toArrays(batch);
    },
    position: () => ({ batch: next }),
    async seek(position) {
      next = readPosition(position);
    },
  };
}

/** An epoch's batches of at most so many tokens, padding counted; an item that is longer is alone. */
export function tokenBatches<T>(
  items: readonly T[],
  epoch: number,
  { tokens, length, seed = 0 }: Omit<TokenBucketOptions<T>, "batch">,
): readonly (readonly T[])[] {
  const sorted = shuffle(items, { seed, epoch, what: "items" });
  sorted.sort((a, b) => length(a) - length(b)); // stable: those of equal length stay shuffled
  const batches: T[][] = [];
  for (const item of sorted) {
    const batch = batches.at(-1);
    if (batch && (batch.length + 1) * length(item) <= tokens) batch.push(item);
    else batches.push([item]);
  }
  return shuffle(batches, { seed, epoch, what: "batches" });
}

/** An epoch's batches. */
export function epochBatches<T>(
  items: readonly T[],
  epoch: number,
  { batchSize, length, seed = 0 }: BucketOptions<T>,
): readonly (readonly T[])[] {
  const shuffled = shuffle(items, { seed, epoch, what: "items" });
  const batches = parts(shuffled, batchSize * BATCHES_PER_BUCKET).flatMap((bucket) =>
    parts(
      bucket.sort((a, b) => length(a) - length(b)),
      batchSize,
    ),
  );
  return shuffle(batches, { seed, epoch, what: "batches" });
}

function shuffle<T>(
  values: readonly T[],
  { seed, epoch, what }: { readonly seed: number; readonly epoch: number; readonly what: string },
): T[] {
  const address = { seed, stream: STREAM.shuffle, step: epoch, site: site(what) };
  return values.map((_, i) => values[permute(i, values.length, address)] as T);
}

/** Consecutive parts of at most `size`. */
function parts<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}
