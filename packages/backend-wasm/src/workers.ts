import { GptError } from "@gpt/registry";
import { installed, system } from "./files.ts";
import type { Instance } from "./instance.ts";

/** What a worker is to its starter, in browsers and in Node alike. */
interface Thread {
  postMessage(message: unknown): void;
  /** Waits for its first message. */
  readonly answer: Promise<unknown>;
  /** From now on it does not keep the process alive. */
  unref(): void;
}

const STACK = 2 ** 16;

/** How many workers serve an instance. */
const serving = new WeakMap<Instance, number>();

/**
 * Lets an instance with shared memory use that many threads, the caller's included; starts the
 * workers that are missing.
 *
 * @throws GptError `WASM_THREADS`
 */
export async function useThreads(instance: Instance, count: number): Promise<void> {
  const { exports } = instance;
  if (instance.variant.shared) exports.setCallerMaySleep(Number(system() !== null));
  for (let thread = (serving.get(instance) ?? 0) + 1; thread < count; thread++) {
    await startWorker(instance, thread);
    serving.set(instance, thread);
  }
  exports.setThreads(count);
}

async function startWorker({ module, memory, exports }: Instance, thread: number): Promise<void> {
  const stack = (exports.take(STACK) >>> 0) + STACK;
  try {
    const worker = await open();
    worker.postMessage({ module, memory, stack, thread });
    await worker.answer;
    worker.unref(); // not before: Deno would end
  } catch (cause) {
    exports.release(stack - STACK);
    throw new GptError("WASM_THREADS", {
      message: "A thread of the wasm backend did not start.",
      expected: "a worker, from the package's file worker.js",
      got: String((cause as { message?: unknown } | null)?.message ?? cause),
      help: "set the option `threads` to 1, or let the page load workers",
      cause,
    });
  }
}

async function open(): Promise<Thread> {
  return system() === null ? openInBrowser() : openInNode();
}

function openInBrowser(): Thread {
  const worker = new Worker(new URL("../worker.js", import.meta.url), { type: "module" });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });
  return { postMessage: (message) => worker.postMessage(message), answer, unref: () => undefined };
}

function openInNode(): Thread {
  const { Worker } = (system() as NodeJS.Process).getBuiltinModule("node:worker_threads");
  const path = installed("worker.js");
  if (path === undefined) throw new Error("worker.js of @gpt/backend-wasm is not there");
  const worker = new Worker(path);
  const answer = new Promise((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
  });
  return {
    postMessage: (message) => worker.postMessage(message),
    answer,
    unref: () => worker.unref(),
  };
}
