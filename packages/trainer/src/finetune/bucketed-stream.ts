import type { BatchStream } from "@gpt/data";
import type { EncodedExample, TaskHead } from "@gpt/models";
import { permute, STREAM, site } from "@gpt/random";
import { GptError, type Json } from "@gpt/registry";
import { lengthOf } from "./encode-task.ts";

/** Batches that are sorted by length together: more pad less, fewer mix better. */
const BATCHES_PER_BUCKET = 16;

/** How items become batches. */
export interface BucketOptions {
  readonly batchSize: number;
  /** @default 0 */
  readonly seed?: number;
}

/** Batches of an epoch. */
export function batchesPerEpoch(items: number, batchSize: number): number {
  return Math.ceil(items / batchSize);
}

/**
 * An endless stream over the items, each once an epoch, in an order of its own every epoch; items of
 * like length share a batch. An epoch's last items may make a smaller batch. Which batch comes n-th is
 * computed from n alone, so the position is one number.
 */
export function bucketedStream(
  head: TaskHead,
  items: readonly EncodedExample[],
  options: BucketOptions,
): BatchStream {
  const perEpoch = batchesPerEpoch(items.length, options.batchSize);
  let next = 0;
  let plan: { readonly epoch: number; readonly batches: readonly (readonly number[])[] } | null =
    null;
  return {
    async next() {
      const epoch = Math.floor(next / perEpoch);
      if (plan?.epoch !== epoch) plan = { epoch, batches: epochBatches(items, epoch, options) };
      const indices = plan.batches[next % perEpoch] as readonly number[];
      next++;
      return head.batch(indices.map((index) => items[index] as EncodedExample));
    },
    position: () => ({ batch: next }),
    async seek(position) {
      next = readPosition(position);
    },
  };
}

/** An epoch's batches, as indices of items. */
export function epochBatches(
  items: readonly EncodedExample[],
  epoch: number,
  { batchSize, seed = 0 }: BucketOptions,
): readonly (readonly number[])[] {
  const address = { seed, stream: STREAM.shuffle, step: epoch };
  const order = items.map((_, i) => permute(i, items.length, { ...address, site: site("items") }));
  const bucket = batchSize * BATCHES_PER_BUCKET;
  const batches = parts(order, bucket).flatMap((indices) =>
    parts(
      indices.sort((a, b) => length(items, a) - length(items, b)),
      batchSize,
    ),
  );
  const count = batches.length;
  return batches.map((_, i) => {
    return batches[permute(i, count, { ...address, site: site("batches") })] as number[];
  });
}

function length(items: readonly EncodedExample[], index: number): number {
  return lengthOf(items[index] as EncodedExample);
}

/** Consecutive parts of at most `size`. */
function parts<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

function readPosition(position: Json): number {
  const batch = (position as { batch?: unknown } | null)?.batch;
  if (typeof batch === "number" && Number.isSafeInteger(batch) && batch >= 0) return batch;
  throw new GptError("POSITION_INVALID", {
    message: "The saved position is not one of this data stream.",
    expected: '{"batch": n}',
    got: JSON.stringify(position),
    help: "resume with the same kind of data the run was started with",
  });
}
