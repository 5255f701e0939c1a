import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadAddon } from "@gpt/backend-native";
import { presets } from "@gpt/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gpt, json, jsonLines, scratch, start, TINY, written } from "./testing/gpt.ts";

const folder = scratch();
const run = join(folder.path, "run");
afterAll(() => folder.clear());

beforeAll(async () => {
  const { code, out, err } = await gpt(["train", ...TINY, "--steps=40", `--out=${run}`]);
  expect(code, err + out).toBe(0);
  expect(err).toContain("done");
});

describe("gpt train", () => {
  it("leaves a run folder", () => {
    for (const file of [
      "config.json",
      "tokenizer.json",
      "metrics.jsonl",
      "samples.jsonl",
      "report.html",
      "checkpoints/best/model.safetensors",
      "checkpoints/last/training.safetensors",
    ]) {
      expect(existsSync(join(run, file)), file).toBe(true);
    }
  });

  it("takes the fastest backend that is usable, and records that one", () => {
    const { backend } = JSON.parse(readFileSync(join(run, "config.json"), "utf8"));
    expect(backend.type ?? backend).toBe(usableBackend());
  });

  it("uses as many threads as it is told", async () => {
    const out = join(folder.path, "alone");
    for (const backend of [usableBackend(), "wasm"]) {
      const told = [`--backend=${backend}`, "--threads=1", "--steps=2", `--out=${out}-${backend}`];
      const { code, err } = await gpt(["train", ...TINY, ...told]);
      expect(code, err).toBe(0);
      expect(err).toMatch(/one thread/);
    }
    const { code, err } = await gpt(["train", ...TINY, "--threads=0", `--out=${out}`]);
    expect(code).toBe(2);
    expect(err).toContain("--threads");
  });

  it("tells machines every step", async () => {
    const events = await json("train", ...TINY, "--steps=5", `--out=${join(folder.path, "json")}`);
    expect(events.filter(({ event }) => event === "step")).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({ event: "done", reason: "steps", step: 5 });
  });

  it("reads a configuration file; flags win over it, overrides over flags", async () => {
    const file = join(folder.path, "run.json");
    writeFileSync(file, JSON.stringify({ steps: 9, batchSize: 3, seed: 5 }));
    const out = join(folder.path, "configured");
    await json("train", ...TINY, `--config=${file}`, "--steps=7", `--out=${out}`, "steps=3");
    const config = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
    expect(config).toMatchObject({ steps: 3, batchSize: 2, seed: 5 });
  });

  it("has one dial for the size", async () => {
    const out = join(folder.path, "deep");
    const tiny = TINY.filter((option) => !option.startsWith("model."));
    await json("train", ...tiny, "--depth=2", "--steps=2", `--out=${out}`);
    const { model } = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
    expect(model).toMatchObject({ nLayer: 2, nHead: 2, dModel: 128 });
  });

  it.each(["gpt1", "gpt3", "bert", "transformer"])("trains a %s", async (family) => {
    const tiny = TINY.filter((option) => !/tokenizer|^data/.test(option));
    const tales = ["data.type=tales", "data.count=30"];
    const data = family === "transformer" ? ["schedule.warmup=4"] : tales;
    const out = `--out=${join(folder.path, family)}`;
    const model = `--model=${family}-nano`;
    const events = await json("train", model, ...tiny, ...data, "--steps=30", "--lr=0.003", out);
    const losses = events.filter(({ event }) => event === "step").map(({ loss }) => loss as number);
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-8))).toBeLessThan(mean(losses.slice(0, 4)) - 0.2);
  });
});

it("saves and ends when nobody reads its output any more", async () => {
  const out = join(folder.path, "unread");
  const session = start(["train", ...TINY, "--steps=5000", `--out=${out}`, "--json"]);
  await written(session.process, '"event":"step"', 3);
  session.process.stdout?.destroy();
  expect((await session.finished).code).toBe(130);
  expect(existsSync(join(out, "checkpoints/last/training.safetensors"))).toBe(true);
});

describe("Ctrl-C", () => {
  it("saves, ends with 130, and the run goes on from there", async () => {
    const out = join(folder.path, "stopped");
    const session = start(["train", ...TINY, "--steps=5000", `--out=${out}`, "--json"]);
    await written(session.process, '"event":"step"', 3);
    session.process.kill("SIGINT");
    expect((await session.finished).code).toBe(130);
    const { step } = jsonLines<{ type: string; step: number }>(
      readFileSync(join(out, "metrics.jsonl"), "utf8"),
    ).at(-1) as { step: number };
    const events = await json("resume", out, `--steps=${step + 3}`);
    expect(events.find(({ event }) => event === "start")).toMatchObject({ step });
    expect(events.at(-1)).toMatchObject({ event: "done", step: step + 3 });
  });
});

describe("gpt sample", () => {
  it("goes on from the prompt, the same for the same seed", async () => {
    const [first] = await json("sample", run, "The fox", "--tokens=12", "--seed=3");
    const [again] = await json("sample", run, "The fox", "--tokens=12", "--seed=3");
    expect(first?.tokens).toHaveLength(12);
    expect(again).toEqual(first);
  });

  it("streams plain text", async () => {
    const { out } = await gpt(["sample", run, "The fox", "--tokens=5"]);
    expect(out.startsWith("The fox")).toBe(true);
  });
});

describe("gpt eval", () => {
  it("gives the loss that the run validated with, where it scores the same windows", async () => {
    const [score] = await json("eval", run, "--batch=2", "--max-batches=2");
    const { bestLoss } = jsonLines<{ type: string; bestLoss: number }>(
      readFileSync(join(run, "metrics.jsonl"), "utf8"),
    ).at(-1) as { bestLoss: number };
    expect(score?.loss).toBeCloseTo(bestLoss, 5);
  });

  it("counts bytes: those of a byte tokenizer are its tokens", async () => {
    const text = join(folder.path, "bytes.txt");
    writeFileSync(text, "a fox and a hen; ".repeat(40));
    const [score] = await json("eval", run, "--data", text);
    expect(score?.bitsPerByte).toBeCloseTo((score?.loss as number) / Math.LN2, 10);
  });

  it("scores a file", async () => {
    const text = join(folder.path, "text.txt");
    writeFileSync(text, "Once upon a time there was a fox. ".repeat(20));
    const [score] = await json("eval", run, "--data", text);
    expect(score?.perplexity).toBeGreaterThan(1);
  });
});

describe("gpt info", () => {
  it("counts 175 billion parameters without allocating any", async () => {
    const [info] = await json("info", "gpt3-175b");
    expect(info).toMatchObject({ parameters: 174_604_259_328 });
  });

  it("corrects the study note", async () => {
    const { out } = await gpt(["info", "gpt2-xl"]);
    expect(out).toMatch(/FFN width\s+4800\s+6400/);
  });

  it("describes a run", async () => {
    const [info] = await json("info", run);
    expect(info?.config).toMatchObject({ type: "gpt2", nLayer: 1, dModel: 32 });
  });
});

describe("gpt list", () => {
  it("names every kind and every preset", async () => {
    const parts = await json("list");
    const kinds = new Set(parts.map(({ kind }) => kind));
    for (const kind of ["tokenizer", "attention", "model", "optimizer", "backend", "callback"]) {
      expect(kinds).toContain(kind);
    }
    const named = await json("list", "preset");
    expect(named.map(({ name }) => name)).toEqual(Object.keys(presets));
  });
});

describe("gpt export and import", () => {
  it("write folders that give the same score", async () => {
    const exported = join(folder.path, "exported");
    const imported = join(folder.path, "imported");
    await json("export", run, exported);
    await json("import", exported, imported);
    const text = join(folder.path, "score.txt");
    writeFileSync(text, "The fox went home. ".repeat(30));
    const [a] = await json("eval", run, "--data", text);
    const [b] = await json("eval", imported, "--data", text);
    expect(b?.loss).toBe(a?.loss);
  });

  it("do not write into a folder with files", async () => {
    const { code, out } = await gpt(["export", run, run, "--json"]);
    expect(code).toBe(1);
    expect(out).toContain("FOLDER_NOT_EMPTY");
  });
});

describe("gpt report", () => {
  it("writes the page anew", async () => {
    const [written] = await json("report", run);
    expect(readFileSync(written?.path as string, "utf8")).toContain("<html");
  });
});

/** The first backend that is usable here, as a machine with a compiler or without one has it. */
function usableBackend(): string {
  try {
    loadAddon();
    return "native";
  } catch {
    return "wasm";
  }
}

interface Levels {
  readonly compiled: readonly string[];
  readonly fastest: string;
}

describe("gpt doctor", () => {
  it("says what the machine has and how fast it is, in bf16 too", async () => {
    const fastest = usableBackend();
    const events = await json("doctor", ...(fastest === "native" ? ["--precision=bf16"] : []));
    const find = (name: string) => events.find(({ event }) => event === name);
    expect(find("machine")?.machine).toContain(String(availableParallelism()));
    expect(find("chosen")).toMatchObject({ name: fastest });
    expect(find("product")?.gflops).toBeGreaterThan(1);
    if (fastest === "native") {
      const { compiled, fastest: level } = find("levels") as unknown as Levels;
      expect(compiled).toContain(level);
      expect(find("product")?.share).toBeGreaterThan(0.1);
      expect(find("product")?.share).toBeLessThan(1.5);
      expect(find("product")).toHaveProperty("peak.bandwidth", expect.any(Number));
    }
  });

  it("explains itself to people", async () => {
    const { code, out } = await gpt(["doctor", "--backend=wasm", "--threads=1"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^machine {2}.+\nnode {5}v\d/);
    expect(out).toMatch(/\nwasm +.*yes: .*\n/);
    expect(out).toMatch(/\nchosen +.*wasm.*one thread/);
    expect(out).toMatch(/\nproduct {2}1024³ f32: [\d.]+ GFLOP\/s/);
    expect(out).toMatch(/\ntraining 4 layers.*AdamW: [\d.,]+.* tokens\/s\n$/);
  });

  it("looks at every backend and measures the chosen one", async () => {
    const events = await json("doctor", "--backend=wasm");
    const backends = events.filter(({ event }) => event === "backend");
    expect(backends.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["native", "wasm", "cpu"]),
    );
    expect(events.find(({ event }) => event === "chosen")).toMatchObject({ name: "wasm" });
    expect(events.at(-1)?.tokensPerSecond).toBeGreaterThan(10);
  });
});

it("every command explains itself with an example or its arguments", async () => {
  for (const command of [
    "train",
    "pretrain",
    "resume",
    "sample",
    "eval",
    "info",
    "list",
    "export",
    "report",
  ]) {
    const { code, out } = await gpt([command, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: gpt ${command}`);
  }
});
