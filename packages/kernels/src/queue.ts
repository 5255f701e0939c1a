import { outOfMemory } from "./block.ts";
import type { CallQueue, KernelLibrary, KernelName, Place } from "./library.ts";

/** Calls that wait at most. */
const MOST_CALLS = 96;
/** Bytes that waiting calls may keep from the pool. */
const MOST_BYTES = 64e6;
/** Bytes that must be free for calls to wait: with less, who asks for too much shall hear of it at once. */
const RESERVE = 256e6;

/**
 * A library whose kernels run beside JavaScript, which meanwhile prepares the next calls. They run in the order in
 * which they were made, before anything else looks at memory. A block that is released meanwhile is handed out again
 * here, but goes back to the pool, which other threads and the system take from, only when nothing waits.
 *
 * @param library what runs the calls
 * @returns the same with `submit` and `finish`; every other function waits for what was submitted, and but for `halves`
 *   and `release` may throw the `OUT_OF_MEMORY` of an earlier call
 */
export function queued<L extends KernelLibrary>(library: L & CallQueue): L {
  const queue = new Queue(library);
  const functions = library as unknown as { [name: string]: (...args: never[]) => unknown };
  const names = Object.keys(library).filter((name) => typeof functions[name] === "function");
  const after = (name: string) =>
    function inOrder(...args: never[]): unknown {
      queue.finish();
      return functions[name]?.(...args);
    };
  return {
    ...library,
    ...Object.fromEntries(names.map((name) => [name, after(name)])),
    halves: () => queue.halves(),
    take: (bytes: number) => queue.take(bytes),
    release: (address: number, bytes?: number) => queue.release(address, bytes),
    submit: (name: KernelName, args: readonly Place[]) => queue.submit(name, args),
    finish: () => queue.finish(),
  };
}

class Queue {
  readonly #library: KernelLibrary & CallQueue;
  /** What the calls that wait were made with: arrays among it must stay. */
  readonly #args: (readonly Place[])[] = [];
  /** Released since calls wait: addresses by size. */
  readonly #released = new Map<number, number[]>();
  #bytes = 0;
  /** Bytes that a call did not find, and nobody has heard of yet. */
  #missing = 0;
  /** What `halves` said since anything else was called. */
  #halves: number | null = null;
  /** Bytes that are free, while calls wait. */
  #room = 0;

  constructor(library: KernelLibrary & CallQueue) {
    this.#library = library;
  }

  /** Settings change only by other calls. */
  halves(): number {
    this.#halves ??= this.#library.halves();
    return this.#halves;
  }

  submit(name: KernelName, args: readonly Place[]): void {
    if (this.#args.length === 0) {
      const { limit, live } = this.#library.memory();
      this.#room = limit - live;
    }
    this.#args.push(args);
    this.#library.put(this.#library.places[name], ...args);
    if (this.#args.length === MOST_CALLS || this.#room < RESERVE) this.finish();
  }

  take(bytes: number): number {
    const again = this.#released.get(bytes)?.pop();
    if (again !== undefined) {
      this.#bytes -= bytes;
      return again;
    }
    this.#room -= bytes;
    const address = this.#library.take(bytes);
    if (address !== 0 || this.#args.length === 0) return address;
    this.finish();
    return this.#library.take(bytes);
  }

  /** Never throws: what an earlier call did not find, the next one says. */
  release(address: number, bytes?: number): void {
    if (bytes === undefined) this.#flush();
    if (bytes === undefined || this.#args.length === 0) {
      this.#library.release(address);
      return;
    }
    const others = this.#released.get(bytes);
    if (others === undefined) this.#released.set(bytes, [address]);
    else others.push(address);
    this.#bytes += bytes;
    if (this.#bytes > MOST_BYTES) this.#flush();
  }

  /** @throws GptError `OUT_OF_MEMORY` where a call found no work space; the others have run all the same */
  finish(): void {
    this.#flush();
    this.#halves = null;
    const missing = this.#missing;
    this.#missing = 0;
    if (missing > 0) throw outOfMemory(this.#library, missing);
  }

  #flush(): void {
    if (this.#args.length === 0) return;
    this.#missing = Math.max(this.#missing, this.#library.wait());
    this.#args.length = 0;
    this.#giveBack();
  }

  #giveBack(): void {
    for (const addresses of this.#released.values()) {
      for (const address of addresses) this.#library.release(address);
    }
    this.#released.clear();
    this.#bytes = 0;
  }
}
