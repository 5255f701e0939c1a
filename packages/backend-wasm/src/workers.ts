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

/** Who serves an instance. */
interface Crew {
  workers: number;
  /** Ends when nobody changes it. */
  free: Promise<void>;
}

const crews = new WeakMap<Instance, Crew>();

/**
 * Lets an instance with shared memory use that many threads, the caller's included; starts the
 * workers that are missing. Calls wait for each other, as two workers must not be of one number. In other memory the
 * caller stays alone.
 *
 * @throws GptError `WASM_THREADS`
 */
export function useThreads(instance: Instance, count: number): Promise<void> {
  const crew = crews.get(instance) ?? { workers: 0, free: Promise.resolve() };
  crews.set(instance, crew);
  const done = crew.free.then(() => enlist(instance, crew, count));
  crew.free = done.catch(() => undefined); // the caller hears of it
  return done;
}

async function enlist(instance: Instance, crew: Crew, count: number): Promise<void> {
  const { exports } = instance;
  if (!instance.variant.shared) return; // nobody else sees its memory
  exports.setCallerMaySleep(Number(system() !== null));
  for (; crew.workers + 1 < count; crew.workers++) await startWorker(instance, crew.workers + 1);
  exports.setThreads(count);
}

async function startWorker({ module, memory, exports }: Instance, thread: number): Promise<void> {
  const block = exports.take(STACK) >>> 0;
  if (block === 0) throw notStarted(new Error(`no memory for its stack, ${STACK} bytes`));
  try {
    const worker = await open();
    worker.postMessage({ module, memory, stack: block + STACK, thread });
    await worker.answer;
    worker.unref(); // not before: Deno would end
  } catch (cause) {
    exports.release(block);
    throw notStarted(cause);
  }
}

function notStarted(cause: unknown): GptError {
  return new GptError("WASM_THREADS", {
    message: "A thread of the wasm backend did not start.",
    expected: "a worker, from the package's file worker.js",
    got: String((cause as { message?: unknown } | null)?.message ?? cause),
    help: "set the option `threads` to 1, or let the page load workers",
    cause,
  });
}

async function open(): Promise<Thread> {
  return system() === null ? openInBrowser() : openInNode();
}

function openInBrowser(): Thread {
  const worker = new Worker(new URL("../worker.js", import.meta.url), { type: "module" });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject; // later errors are on the page's console, and end a kernel's call
  });
  return { postMessage: (message) => worker.postMessage(message), answer, unref: () => undefined };
}

function openInNode(): Thread {
  const { Worker } = (system() as NodeJS.Process).getBuiltinModule("node:worker_threads");
  const path = installed("worker.js");
  if (path === undefined) throw new Error("worker.js of @gpt/backend-wasm is not there");
  const worker = new Worker(path);
  const answer = new Promise((resolve, reject) => {
    worker.once("message", resolve).on("error", reject);
  });
  const report = (error: unknown) => console.error("A thread of the wasm backend failed.", error);
  answer.then(
    () => worker.on("error", report),
    () => undefined, // who waits for the answer hears of it
  );
  return {
    postMessage: (message) => worker.postMessage(message),
    answer,
    unref: () => worker.unref(),
  };
}
