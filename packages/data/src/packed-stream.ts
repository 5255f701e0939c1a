import { permute, STREAM, uint32At } from "@gpt/random";
import { GptError } from "@gpt/registry";
import { type BatchData, type BatchStream, readPosition } from "./batch.ts";
import type { TokenStore } from "./token-store.ts";

/** How windows are cut from a row of tokens. */
export interface PackedOptions {
  /** Tokens of a window; one more is read, since targets are shifted by one. */
  readonly contextLength: number;
  /** Windows of a batch. */
  readonly batchSize: number;
  /** @default 0 */
  readonly seed?: number;
  /**
   * `shuffled`: side by side windows, each once an epoch, in an order of its own every epoch (GPT-3:
   * without replacement). `random`: windows from anywhere, again and again (nanoGPT).
   * `sequential`: side by side, in order. @default "shuffled"
   */
  readonly order?: "shuffled" | "random" | "sequential";
}

/**
 * An endless stream of full windows; documents are packed back to back. Which window comes n-th is
 * computed from n alone, so the position is one number.
 *
 * @throws GptError `CORPUS_TOO_SHORT`
 */
export function packedStream(store: TokenStore, options: PackedOptions): BatchStream {
  const { contextLength, batchSize } = options;
  checkLength(store, contextLength);
  let next = 0;
  return {
    async next() {
      const starts = Array.from({ length: batchSize }, (_, row) =>
        windowStart(next * batchSize + row, store.length, options),
      );
      next++;
      return windowBatch(store, starts, contextLength);
    },
    position: () => ({ batch: next }),
    async seek(position) {
      next = readPosition(position);
    },
  };
}

/** Number of side by side windows in a store. */
export function windowCount(store: TokenStore, contextLength: number): number {
  return Math.floor((store.length - 1) / contextLength);
}

/**
 * The same batches every time, in order, to validate on: at most `count`, spread evenly over the store.
 *
 * @throws GptError `CORPUS_TOO_SHORT`
 */
export async function fixedBatches(
  store: TokenStore,
  options: Pick<PackedOptions, "contextLength" | "batchSize">,
  count: number,
): Promise<BatchData[]> {
  const { contextLength, batchSize } = options;
  checkLength(store, contextLength);
  const windows = windowCount(store, contextLength);
  const batches = Math.max(1, Math.min(count, Math.floor(windows / batchSize)));
  const rows = Math.min(batchSize, windows);
  const stride = windows / (batches * rows);
  return Promise.all(
    Array.from({ length: batches }, (_, batch) => {
      const starts = Array.from(
        { length: rows },
        (_, row) => Math.floor((batch * rows + row) * stride) * contextLength,
      );
      return windowBatch(store, starts, contextLength);
    }),
  );
}

/** First token of the n-th window of a stream. */
function windowStart(n: number, tokens: number, options: PackedOptions): number {
  const { contextLength, order = "shuffled", seed = 0 } = options;
  const address = { seed, stream: STREAM.shuffle };
  if (order === "random") {
    const share = uint32At(address, n) / 2 ** 32;
    return Math.floor(share * (tokens - contextLength));
  }
  const windows = Math.floor((tokens - 1) / contextLength);
  const epoch = Math.floor(n / windows);
  const index = n % windows;
  if (order === "sequential") return index * contextLength;
  return permute(index, windows, { ...address, step: epoch }) * contextLength;
}

/** Windows as inputs and, one token later, targets: `[B, T]` each. */
async function windowBatch(
  store: TokenStore,
  starts: readonly number[],
  contextLength: number,
): Promise<BatchData> {
  const shape = [starts.length, contextLength];
  const inputs = new Int32Array(starts.length * contextLength);
  const targets = new Int32Array(starts.length * contextLength);
  const windows = await Promise.all(starts.map((start) => store.read(start, contextLength + 1)));
  for (const [row, window] of windows.entries()) {
    inputs.set(window.subarray(0, contextLength), row * contextLength);
    targets.set(window.subarray(1), row * contextLength);
  }
  return { inputs: { data: inputs, shape }, targets: { data: targets, shape } };
}

function checkLength(store: TokenStore, contextLength: number): void {
  if (store.length > contextLength) return;
  throw new GptError("CORPUS_TOO_SHORT", {
    message: "The corpus is shorter than one window.",
    expected: `more than ${contextLength} tokens (the context length)`,
    got: `${store.length} tokens`,
    help: "use more text, or a smaller context (--context)",
  });
}
