import { parentPort, workerData } from "node:worker_threads";
import { type GptError, isGptError } from "@gpt/registry";
import { tokenizerFromJson } from "./from-json.ts";
import type { EncodeOptions } from "./tokenizer.ts";

/** Texts to encode. */
export interface Request {
  readonly id: number;
  readonly texts: readonly string[];
  readonly options: EncodeOptions;
}

/** Their ids, one after the other, and how many each has; or what went wrong. */
export type Reply =
  | { readonly id: number; readonly ids: Uint32Array; readonly lengths: readonly number[] }
  | { readonly id: number; readonly error: ReturnType<GptError["toJSON"]> };

const tokenizer = await tokenizerFromJson(workerData);

parentPort?.on("message", ({ id, texts, options }: Request) => {
  try {
    const parts = tokenizer.encodeBatch(texts, options);
    const lengths = parts.map((part) => part.length);
    const ids = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      ids.set(part, at);
      at += part.length;
    }
    parentPort?.postMessage({ id, ids, lengths } satisfies Reply, [ids.buffer as ArrayBuffer]);
  } catch (error) {
    if (!isGptError(error)) throw error;
    parentPort?.postMessage({ id, error: error.toJSON() } satisfies Reply);
  }
});
