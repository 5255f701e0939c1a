import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { scratch } from "../testing/gpt.ts";
import { FinishedParts } from "./finished-parts.ts";
import type { Part } from "./part.ts";
import { claimFolder } from "./reproduction-folder.ts";
import { type PartsView, runParts } from "./run-parts.ts";

const folder = scratch();
afterAll(() => folder.clear());

/** A folder of its own. */
let folders = 0;
const fresh = async () => {
  const path = join(folder.path, String(folders++));
  const { mkdir } = await import("node:fs/promises");
  await mkdir(path);
  return path;
};

/** Parts that write down when they run; `stops` is interrupted. */
function partsOf(names: readonly string[], log: string[], stops?: string): Part[] {
  return names.map((name, index) => ({
    name,
    label: name,
    cost: index + 1,
    async run({ progress }) {
      log.push(name);
      progress(0.5);
      return name === stops ? null : { found: index };
    },
  }));
}

/** Watches silently, or keeps what it is told. */
function viewOf(told: string[] = []): PartsView {
  return {
    begin: ({ name }, index, count) => void told.push(`begin ${name} ${index}/${count}`),
    progress: (share) => void told.push(`${Math.round(100 * share)} %`),
    end: ({ name }) => void told.push(`end ${name}`),
  };
}

const open = { signal: new AbortController().signal };

describe("parts", () => {
  it("are done in their order, and told with the share of the whole by cost", async () => {
    const told: string[] = [];
    const finished = await FinishedParts.open(await fresh());
    const parts = partsOf(["a", "b", "c"], []);
    expect(await runParts(parts, finished, { view: viewOf(told), ...open })).toBe(true);
    expect(told.filter((line) => line.includes("%"))).toEqual(["8 %", "33 %", "75 %"]);
    expect(told.filter((line) => line.startsWith("begin"))).toEqual([
      "begin a 0/3",
      "begin b 1/3",
      "begin c 2/3",
    ]);
    expect(finished.get("c")).toEqual({ found: 2 });
  });

  it("that are finished are not done again, by another process either", async () => {
    const path = await fresh();
    const log: string[] = [];
    const first = await FinishedParts.open(path);
    const stopped = partsOf(["a", "b", "c"], log, "b");
    expect(await runParts(stopped, first, { view: viewOf(), ...open })).toBe(false);
    const later = await FinishedParts.open(path);
    const parts = partsOf(["a", "b", "c"], log);
    expect(await runParts(parts, later, { view: viewOf(), ...open })).toBe(true);
    expect(log).toEqual(["a", "b", "b", "c"]);
  });

  it("do not begin after Ctrl-C", async () => {
    const stop = new AbortController();
    const log: string[] = [];
    const [first, ...others] = partsOf(["a", "b"], log) as [Part, Part];
    const stopping: Part = {
      ...first,
      async run(context) {
        stop.abort();
        return first.run(context);
      },
    };
    const finished = await FinishedParts.open(await fresh());
    const options = { view: viewOf(), signal: stop.signal };
    expect(await runParts([stopping, ...others], finished, options)).toBe(false);
    expect(log).toEqual(["a"]);
    expect(finished.has("a")).toBe(true);
  });

  it("tell how long it will take, without what an earlier call did of a part", async () => {
    const remaining: (number | null)[] = [];
    const view = {
      ...viewOf(),
      progress: (_: number, left: number | null) => remaining.push(left),
    };
    const goesOn: Part = {
      name: "a",
      label: "a",
      cost: 1,
      async run({ progress }) {
        const share = (at: number) =>
          new Promise((done) => setTimeout(done, 20)).then(() => progress(at));
        progress(0.9);
        await share(0.95);
        return {};
      },
    };
    const finished = await FinishedParts.open(await fresh());
    await runParts([goesOn], finished, { view, ...open });
    expect(remaining[0]).toBeNull();
    expect(remaining[1]).toBeGreaterThan(0.015); // a twentieth took 20 ms, and one is left
  });

  it("keep their times", async () => {
    const finished = await FinishedParts.open(await fresh());
    await runParts(partsOf(["a"], []), finished, { view: viewOf(), ...open });
    const { seconds, processorSeconds } = finished.part("a");
    expect(seconds).toBeGreaterThan(0);
    expect(processorSeconds).toBeGreaterThanOrEqual(0);
  });

  it("that never were cannot be asked for", async () => {
    const finished = await FinishedParts.open(await fresh());
    expect(() => finished.get("a")).toThrow("part a is not finished");
  });
});

describe("a reproduction's folder", () => {
  const made = { name: "gpt1", settings: { seeds: 3, labels: [100] } };

  it("is claimed once, and found again", async () => {
    const path = await fresh();
    expect(await claimFolder(path, made)).toBe(true);
    expect(await claimFolder(path, made)).toBe(false);
    expect(JSON.parse(readFileSync(join(path, "reproduction.json"), "utf8"))).toEqual(made);
  });

  it("is not mixed with one of other settings", async () => {
    const path = await fresh();
    await claimFolder(path, made);
    const other = { ...made, settings: { seeds: 5, labels: [100] } };
    await expect(claimFolder(path, other)).rejects.toMatchObject({
      code: "REPRODUCTION_CHANGED",
      expected: "settings.seeds 3",
      got: "settings.seeds 5",
    });
  });

  it("does not take what is another's", async () => {
    const path = await fresh();
    writeFileSync(join(path, "notes.txt"), "mine");
    await expect(claimFolder(path, made)).rejects.toMatchObject({ code: "FOLDER_NOT_EMPTY" });
    expect(existsSync(join(path, "reproduction.json"))).toBe(false);
  });
});
