import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, gpt, jsonLines, scratch, start, TINY, written } from "./testing/gpt.ts";

const folder = scratch();
const at = (...path: string[]) => join(folder.path, ...path);
afterAll(() => folder.clear());

const train = (out: string, ...args: string[]) => [
  "train",
  ...TINY,
  "--steps=20",
  "--backend=wasm",
  `--out=${at(out)}`,
  ...args,
];

/** A copy of the finished run, for damage. */
function copyOfRun(name: string): string {
  cpSync(at("run"), at(name), { recursive: true });
  return at(name);
}

beforeAll(async () => {
  writeFileSync(at("binary.txt"), Buffer.concat([randomBytes(2000), Buffer.alloc(9)]));
  writeFileSync(at("empty.txt"), "");
  writeFileSync(at("short.txt"), "hello");
  const { code, err } = await gpt(train("run"));
  expect(code, err).toBe(0);
});

describe("gpt train refuses", () => {
  it.each([
    ["a missing file", ["--data=nowhere.txt"], "NO_FILES"],
    ["a binary file", ["--data=binary.txt"], "FILE_BINARY"],
    ["an empty corpus", ["--data=empty.txt"], "CORPUS_EMPTY"],
    ["a corpus shorter than the context", ["--data=short.txt"], "CORPUS_TOO_SHORT"],
    ["an unknown preset", ["--model=gpt2-nan"], "UNKNOWN_PRESET"],
    ["an unknown option", ["model.nLayers=2"], "INVALID_OPTIONS"],
    ["an option without a value", ["steps"], "OVERRIDE_INVALID"],
    ["a missing configuration", ["--config=nowhere.json"], "FILE_NOT_FOUND"],
    ["a missing plug-in", ["--plugin=./nowhere.ts"], "PLUGIN_NOT_FOUND"],
    ["an unknown backend", ["--backend=abacus"], "UNKNOWN_PLUGIN"],
    ["a loss that explodes", ["--lr=1e30", "optimizer.clipNorm=null"], "LOSS_NOT_FINITE"],
  ])("%s", async (_, args, code) => {
    const own = args.map((arg) => arg.replace(/^(--data|--config)=/, `$1=${folder.path}/`));
    const generated = own.some((arg) => arg.startsWith("--data"));
    const all = train(`refused-${code}`, ...own);
    const wanted = generated ? all.filter((arg) => !arg.startsWith("data.")) : all;
    expect(await errorOf(...wanted)).toBe(code);
  });

  it("a folder that has a run, and leaves it alone", async () => {
    const before = readFileSync(at("run/metrics.jsonl"));
    expect(await errorOf(...train("run"))).toBe("RUN_EXISTS");
    expect(readFileSync(at("run/metrics.jsonl"))).toEqual(before);
  });

  it("a folder that another process trains in, and lets that one finish", async () => {
    const first = start(train("shared", "--json", "--steps=300"));
    await written(first.process, '"event":"step"');
    expect(await errorOf("resume", at("shared"))).toBe("RUN_IN_USE");
    expect((await first.finished).code).toBe(0);
  });

  it("a folder that cannot be written", async () => {
    const code = await errorOf(...train("x", "--out=/sys/gpt-run"));
    expect(["READ_ONLY", "FILE_FAILED"]).toContain(code);
  });
});

it("says that the disk is full, and keeps the last whole checkpoint", async (test) => {
  mkdirSync(at("small"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "none", at("small")], {
      stdio: "ignore",
    });
  } catch {
    test.skip("mounting a small disk is not allowed here");
  }
  try {
    const wide = ["model.dModel=64", "checkpointEvery=5", "evalEvery=0", "callbacks=[]"];
    expect(await errorOf(...train("small/run", ...wide))).toBe("DISK_FULL");
    const [score] = jsonLines<{ loss: number }>(
      (await gpt(["eval", at("small/run"), "--json"])).out,
    );
    expect(score?.loss).toBeGreaterThan(0);
  } finally {
    execFileSync("umount", [at("small")]);
  }
});

describe("gpt resume refuses", () => {
  it("torn weights", async () => {
    const run = copyOfRun("torn");
    truncateSync(join(run, "checkpoints/last/model.safetensors"), 1000);
    expect(await errorOf("resume", run, "--steps=30")).toBe("CHECKPOINT_TORN");
  });

  it("a state of another kind", async () => {
    const run = copyOfRun("foreign");
    writeFileSync(join(run, "checkpoints/last/training.safetensors"), randomBytes(5000));
    expect(await errorOf("resume", run, "--steps=30")).toBe("SAFETENSORS_INVALID");
  });

  it("a checkpoint of another shape", async () => {
    const run = copyOfRun("shape");
    edit(join(run, "config.json"), '"dModel": 32', '"dModel": 64');
    expect(await errorOf("resume", run, "--steps=30")).toBe("CHECKPOINT_MISMATCH");
  });

  it("a configuration of a newer version", async () => {
    const run = copyOfRun("newer");
    edit(join(run, "config.json"), '"version": 1', '"version": 99');
    expect(await errorOf("resume", run)).toBe("CONFIG_NEWER");
  });

  it("to become another run", async () => {
    expect(await errorOf("resume", at("run"), "--seed=7")).toBe("RESUME_CHANGED");
  });

  it("a folder without a run", async () => {
    expect(await errorOf("resume", at("nowhere"))).toBe("RUN_NOT_FOUND");
  });
});

it("answers a wrong command line with exit code 2 and what was meant", async () => {
  const { code, err } = await gpt(["train", "--stepz=3"]);
  expect(code).toBe(2);
  expect(err).toContain("--steps");
});

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}
