import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { GptError } from "@gpt/registry";
import type { Reply, Request } from "./encode-worker.ts";
import type { EncodeOptions, Tokenizer, TokenizerJson } from "./tokenizer.ts";

/** Options of {@link encodeBatch}. */
export interface BatchOptions extends EncodeOptions {
  /** Threads at most. @default the number of cores */
  readonly threads?: number;
}

/** The worker, built beside this module. */
const WORKER = new URL("./encode-worker.js", import.meta.url);

/** UTF-16 units that a thread is given at a time: enough that sending costs little. */
const SHARE = 1 << 18;

/** A stretch of a batch: the texts from `from` on. */
interface Share {
  readonly from: number;
  readonly texts: string[];
}

/**
 * Threads that encode. Each builds the tokenizer for itself once (some 100 ms for GPT-2's), so that
 * a pool is worth its while for megabytes of text.
 */
export class EncodePool {
  readonly #workers: Worker[];
  #next = 0;

  /** @param threads how many; @default the number of cores */
  constructor(tokenizer: Tokenizer, threads: number = availableParallelism()) {
    if (!(Number.isInteger(threads) && threads > 0)) throw badThreads(threads);
    const json: TokenizerJson = tokenizer.toJSON();
    this.#workers = Array.from({ length: threads }, () => new Worker(WORKER, { workerData: json }));
    for (const worker of this.#workers) worker.setMaxListeners(0);
  }

  /** Ids of many texts, in their order. @throws GptError as `encode` does */
  async encodeBatch(texts: readonly string[], options: EncodeOptions = {}): Promise<Uint32Array[]> {
    const shares = sharesOf(texts);
    const results: Uint32Array[] = [];
    const work = async (worker: Worker): Promise<void> => {
      for (let share = shares.pop(); share !== undefined; share = shares.pop()) {
        const ids = await this.#ask(worker, { id: this.#next++, texts: share.texts, options });
        for (const [i, one] of ids.entries()) results[share.from + i] = one;
      }
    };
    await Promise.all(this.#workers.map(work));
    return results;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #ask(worker: Worker, request: Request): Promise<Uint32Array[]> {
    return new Promise((resolve, reject) => {
      const receive = (reply: Reply): void => {
        if (reply.id !== request.id) return;
        worker.off("message", receive);
        worker.off("error", reject);
        if ("error" in reply) reject(new GptError(reply.error.code, reply.error));
        else resolve(cut(reply.ids, reply.lengths));
      };
      worker.on("message", receive);
      worker.once("error", reject);
      worker.postMessage(request);
    });
  }
}

/**
 * Ids of many texts, in their order, by as many threads as there are cores. Few texts are encoded
 * in this thread, where starting others would take longer; so are all where this package runs from
 * its sources, without the worker that the build makes.
 *
 * @throws GptError as `encode` does
 */
export async function encodeBatch(
  tokenizer: Tokenizer,
  texts: readonly string[],
  { threads, ...options }: BatchOptions = {},
): Promise<Uint32Array[]> {
  const shares = sharesOf(texts).length;
  const count = Math.min(threads ?? availableParallelism(), shares);
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0))
    throw badThreads(threads);
  if (count <= 1 || !existsSync(WORKER)) return tokenizer.encodeBatch(texts, options);
  const pool = new EncodePool(tokenizer, count);
  try {
    return await pool.encodeBatch(texts, options);
  } finally {
    await pool.close();
  }
}

/** Neighbouring texts together; the last share first, since shares are taken from the end. */
function sharesOf(texts: readonly string[]): Share[] {
  const shares: Share[] = [];
  let units = SHARE;
  texts.forEach((text, i) => {
    if (units >= SHARE) {
      shares.push({ from: i, texts: [] });
      units = 0;
    }
    shares.at(-1)?.texts.push(text);
    units += text.length;
  });
  return shares.reverse();
}

function cut(ids: Uint32Array, lengths: readonly number[]): Uint32Array[] {
  let from = 0;
  return lengths.map((length) => {
    const start = from;
    from += length;
    return ids.slice(start, from);
  });
}

function badThreads(threads: number): GptError {
  return new GptError("THREADS_INVALID", {
    message: "The number of threads is wrong.",
    expected: "a whole number of at least 1",
    got: String(threads),
    help: "leave it out to use all cores",
  });
}
