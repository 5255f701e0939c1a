import { createRequire } from "node:module";
import { cl100kTokenizer, gpt2Tokenizer } from "../src/published.ts";
import { type Encoder, jsPeers, pythonSeconds } from "./peers.ts";
import { type BenchText, benchTexts, trainingText } from "./texts.ts";
import { trainRows } from "./train.ts";

/** One line of the result. `ratio` is ours over the peer's: above 1 we are faster. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: "MB/s" | "s";
  readonly ratio: number;
}

/** Runs of a warm measurement; the best counts. */
const RUNS = 3;

const megabytes = (text: string): number => Buffer.byteLength(text) / 1e6;

/** Speed of the best of some runs. */
function speed(encode: (text: string) => unknown, texts: readonly string[]): number {
  const speeds = texts.map((text) => {
    const start = performance.now();
    encode(text);
    return megabytes(text) / ((performance.now() - start) / 1000);
  });
  return Math.max(...speeds);
}

function row(name: string, ours: number, peer: number, peerName: string): Row {
  return { name, ours, peer, peerName, unit: "MB/s", ratio: ours / peer };
}

/** Speed on one text: cold (a new tokenizer, running code) and warm, against every JS peer. */
async function rowsOf(
  vocabulary: "gpt2" | "cl100k",
  { name, text, forPeers, fresh: another }: BenchText,
  peers: readonly Encoder[],
): Promise<Row[]> {
  const make = vocabulary === "gpt2" ? gpt2Tokenizer : cl100kTokenizer;
  const runs = Array.from({ length: RUNS }, (_, i) => another?.(i) ?? text);
  const parts = runs.map((one, i) =>
    forPeers === undefined ? one : one.slice(0, forPeers - 1 - i),
  );
  const fresh = await make();
  const cold = speed((one) => fresh.encode(one), [text]);
  const warm = speed((one) => fresh.encode(one), runs);
  return peers.flatMap((peer) => {
    const first = speed((one) => peer.encode(one), [text.slice(0, forPeers)]);
    const best = speed((one) => peer.encode(one), parts);
    const label = `${vocabulary} ${name}`;
    return [
      row(`${label} cold`, cold, first, peer.name),
      row(`${label} warm`, warm, best, peer.name),
    ];
  });
}

async function encodeRows(
  vocabulary: "gpt2" | "cl100k",
  texts: readonly BenchText[],
): Promise<Row[]> {
  const peers = await jsPeers(vocabulary);
  const warmUp = await (vocabulary === "gpt2" ? gpt2Tokenizer() : cl100kTokenizer());
  const sample = "The quick brown fox, 123 times: naïve 中文.\n".repeat(2000);
  for (let i = 0; i < 3; i++) for (const one of [warmUp, ...peers]) one.encode(sample);
  const rows: Row[] = [];
  for (const text of texts) {
    process.stderr.write(`${vocabulary} ${text.name}\n`);
    rows.push(...(await rowsOf(vocabulary, text, peers)));
  }
  const ranks = vocabulary === "gpt2" ? "gpt2" : "cl100k_base";
  const file = createRequire(import.meta.url).resolve(`js-tiktoken/ranks/${ranks}`);
  const python = pythonSeconds(vocabulary, file.replace(/\.cjs$/, ".js"), texts);
  for (const { name, text } of texts) {
    const ours = rows.find((one) => one.name === `${vocabulary} ${name} warm`)?.ours as number;
    const theirs = python.get(name);
    if (theirs !== undefined)
      rows.push(
        row(`${vocabulary} ${name} warm`, ours, megabytes(text) / theirs, "tiktoken (Python)"),
      );
  }
  return rows;
}

const texts = benchTexts();
const rows = [...(await encodeRows("gpt2", texts)), ...(await encodeRows("cl100k", texts))];
rows.push(...(await trainRows(trainingText())));
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
else
  for (const { name, ours, peer, peerName, unit, ratio } of rows)
    process.stdout.write(
      `${name.padEnd(32)} ${ours.toFixed(1).padStart(7)} ${unit.padEnd(4)} ${peer.toFixed(1).padStart(7)} ${peerName.padEnd(26)} ${ratio.toFixed(2)}x\n`,
    );
