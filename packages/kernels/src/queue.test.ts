import { beforeEach, describe, expect, it } from "vitest";
import type { CallQueue, KernelLibrary, Place } from "./library.ts";
import { queued } from "./queue.ts";

/** What reached the library, in order. */
let log: string[];
let limit: number;
/** What the library says that its calls did not find. */
let missing: number;
let next: number;

const library = () => {
  const kernel =
    (name: string) =>
    (...args: Place[]) => {
      log.push(`${name} ${args}`);
      return 0;
    };
  const functions = {
    ...{ fill: kernel("fill"), reduce: kernel("reduce"), halves: kernel("halves") },
    move: kernel("move"),
    take: (bytes: number) => {
      log.push(`take ${bytes}`);
      next += 64;
      return bytes > 1e9 ? 0 : next;
    },
    release: kernel("release"),
    memory: () => ({ live: 0, cached: 0, peak: 0, limit }),
    places: { fill: 0, reduce: 1 },
    put: (place: number, ...args: Place[]) => log.push(`put ${["fill", "reduce"][place]} ${args}`),
    wait: () => {
      log.push("wait");
      return missing;
    },
  };
  return queued(functions as unknown as KernelLibrary & CallQueue);
};

beforeEach(() => {
  log = [];
  limit = 8e9;
  missing = 0;
  next = 0;
});

describe("calls that wait", () => {
  it("go to the library in their order, which ends them before anything else looks at memory", () => {
    const own = library();
    own.submit?.("fill", [1]);
    own.submit?.("reduce", [2]);
    expect(log).toEqual(["put fill 1", "put reduce 2"]);
    own.move(1, 2, 3);
    expect(log.slice(2)).toEqual(["wait", "move 1,2,3"]);
    own.submit?.("fill", [4]);
    own.finish?.();
    own.finish?.();
    expect(log.slice(4)).toEqual(["put fill 4", "wait"]);
  });

  it("are few", () => {
    const own = library();
    for (let i = 0; i < 1000; i++) own.submit?.("fill", [i]);
    const runs = log.join().split("wait");
    expect(Math.max(...runs.map((run) => run.split("put").length - 1))).toBeLessThan(100);
  });

  it("keep what they use from the pool, which this thread takes again all the same", () => {
    const own = library();
    const [a, b] = [own.take(100), own.take(200)];
    own.submit?.("fill", [a]);
    own.release(a, 100);
    own.release(b, 200);
    expect(own.take(100)).toBe(a);
    expect(own.take(100)).not.toBe(a);
    expect(log).toEqual(["take 100", "take 200", `put fill ${a}`, "take 100"]);
    own.finish?.();
    expect(log.slice(4)).toEqual(["wait", `release ${b}`]);
    own.release(a, 100);
    expect(log.at(-1)).toBe(`release ${a}`);
  });

  it("end where they keep much, where a size is not known, and where memory runs out", () => {
    const own = library();
    own.submit?.("fill", [1]);
    own.release(64, 1e9);
    expect(log).toEqual(["put fill 1", "wait", "release 64"]);
    own.submit?.("fill", [2]);
    own.release(128);
    expect(log.slice(3)).toEqual(["put fill 2", "wait", "release 128"]);
    own.submit?.("fill", [3]);
    expect(own.take(2e9)).toBe(0);
    expect(log.slice(6)).toEqual(["put fill 3", "take 2000000000", "wait", "take 2000000000"]);
  });

  it("do not wait where memory is short, so that the caller hears of it", () => {
    limit = 1e6;
    missing = 5;
    const own = library();
    const call = () => own.submit?.("fill", [1]);
    expect(call).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    missing = 0;
    expect(call).not.toThrow();
    expect(log).toEqual(["put fill 1", "wait", "put fill 1", "wait"]);
  });

  it("tell once that there was no work space, but never who lets go of memory", () => {
    const own = library();
    missing = 5;
    own.submit?.("fill", [1]);
    own.submit?.("fill", [2]);
    own.release(64, 1e9);
    expect(log.slice(0, 3)).toEqual(["put fill 1", "put fill 2", "wait"]);
    own.submit?.("fill", [3]);
    own.release(128);
    expect(log.slice(3)).toEqual(["release 64", "put fill 3", "wait", "release 128"]);
    expect(() => own.memory()).toThrow(/5 bytes/);
    expect(() => own.memory()).not.toThrow();
  });

  it("know what is stored as bf16 without asking again, until a setting may have changed", () => {
    const own = library();
    own.halves();
    own.halves();
    expect(log).toEqual(["halves "]);
    own.move(1, 2, 3);
    own.halves();
    expect(log.slice(1)).toEqual(["move 1,2,3", "halves "]);
  });
});
