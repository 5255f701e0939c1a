import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tale } from "@gpt/data";
import { hasShared, shared } from "@gpt/fixtures";
import { afterAll, expect, it } from "vitest";
import { gpt, jsonLines, scratch } from "./testing/gpt.ts";

const folder = scratch();
afterAll(() => folder.clear());

const SHAKESPEARE = ["data", "lm", "tinyshakespeare.txt"];

/** nanoGPT's setting for a CPU, whose published validation loss is 1.88. */
const NANO_GPT = [
  "--tokenizer=char",
  "--model=gpt2",
  "--context=64",
  "--batch=12",
  "--steps=2000",
  "--lr=0.001",
  "--eval-every=250",
  "--prompt=\n",
  "model.nLayer=4",
  "model.nHead=4",
  "model.dModel=128",
  "model.dropout=0",
  "schedule.warmup=100",
  "optimizer.betas=[0.9,0.99]",
];

it.skipIf(!hasShared(...SHAKESPEARE))(
  "learns Shakespeare's characters as nanoGPT does",
  async () => {
    const out = join(folder.path, "shakespeare");
    const data = `--data=${shared(...SHAKESPEARE)}`;
    const trained = await gpt(["train", ...NANO_GPT, data, `--out=${out}`]);
    expect(trained.code, trained.err).toBe(0);
    const scored = await gpt(["eval", out, "--json"]);
    const [score] = jsonLines<{ loss: number }>(scored.out);
    console.log(`validation loss over the whole held-out tenth: ${score?.loss}`);
    expect(score?.loss).toBeLessThanOrEqual(1.9);
  },
);

it("tells tales at the end of the default run", async () => {
  const out = join(folder.path, "tales");
  const trained = await gpt(["train", `--out=${out}`]);
  expect(trained.code, trained.err).toBe(0);

  const known = new Set<string>();
  for (let index = 0; index < 3000; index++) {
    for (const word of words(tale(0, index, "train"))) known.add(word);
  }
  const args = ["sample", out, "--tokens=300", "--count=4", "--temperature=0.5", "--json"];
  const sampled = await gpt(args);
  const texts = jsonLines<{ prompt: string; text: string }>(sampled.out);
  for (const { prompt, text } of texts) console.log(prompt + text);
  const told = texts.flatMap(({ prompt, text }) => words(prompt + text).slice(0, -1)); // the last may be cut
  const right = told.filter((word) => known.has(word));
  expect(right.length / told.length).toBeGreaterThan(0.95);

  const { bestLoss } = jsonLines<{ bestLoss: number }>(
    readFileSync(join(out, "metrics.jsonl"), "utf8"),
  ).at(-1) as { bestLoss: number };
  expect(bestLoss).toBeLessThan(0.6);
});

function words(text: string): string[] {
  return text.match(/[A-Za-z']+/g) ?? [];
}
