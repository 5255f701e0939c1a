import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shared } from "@gpt/fixtures";
import { seeded } from "../src/testing/reference-bpe.ts";

/** A text to measure on. */
export interface BenchText {
  readonly name: string;
  readonly text: string;
  /**
   * Another text of the same kind for each run, where one text again would only measure whether an
   * encoder remembers all of it.
   */
  readonly fresh?: (run: number) => string;
  /** Peers slow down with the square of its length: they get this many characters of it. */
  readonly forPeers?: number;
}

/** Corpora where they are, and texts that are made here. */
export function benchTexts(): BenchText[] {
  const file = (...path: string[]): string => {
    const full = shared("data", "lm", ...path);
    return existsSync(full) ? readFileSync(full, "utf8") : "";
  };
  const prose = file("tinyshakespeare.txt");
  const code = file("code", "nl2bash.txt") + file("code", "humaneval.jsonl");
  const wiki = file("wikitext2.valid.txt");
  return [
    { name: "shakespeare", text: prose },
    { name: "wiki", text: wiki },
    { name: "markdown+base64", text: markdown(wiki, code) },
    { name: "code", text: code },
    { name: "french", text: file("fr", "moliere.txt") },
    { name: "chinese", text: file("zh", "song_ci_2000.txt") },
    run("aaaa", "a".repeat(1_000_000), 2_000),
    run("----", "-".repeat(1_000_000), 2_000),
    run("chinese run", "\u6DF1\u5EA6\u5B66\u4E60".repeat(100_000), 1_000),
    {
      name: "base64",
      text: base64(1_000_000),
      fresh: (i: number) => base64(1_000_001 + i),
      forPeers: 100_000,
    },
  ].filter(({ text }) => text.length > 0);
}

/** All corpora together, at most 10 MB. */
export function trainingText(): string {
  const folder = shared("data", "lm");
  if (!existsSync(folder)) return "";
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => /\.(txt|jsonl)$/.test(name));
  const all = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  return all.slice(0, 9_500_000);
}

/** One piece without a place to cut, a little shorter in every run. */
function run(name: string, text: string, forPeers: number): BenchText {
  return { name, text, forPeers, fresh: (i) => text.slice(0, text.length - i - 1) };
}

/** Prose and code as documentation mixes them, with an image in base64 now and then. */
function markdown(prose: string, code: string): string {
  const parts: string[] = [];
  for (let i = 0; i < 150; i++) {
    const text = prose.slice(i * 5000, i * 5000 + 3000);
    const block = code.slice(i * 3000, i * 3000 + 1500);
    parts.push(`## Part ${i}\n\n${text}\n\n\`\`\`sh\n${block}\n\`\`\`\n\n`);
    if (i % 5 === 0) parts.push(`![figure ${i}](data:image/png;base64,${base64(4000 + i)})\n\n`);
  }
  return parts.join("");
}

function base64(length: number): string {
  const random = seeded(length);
  const bytes = Uint8Array.from({ length: Math.ceil(length * 0.75) }, () => random() * 256);
  return Buffer.from(bytes).toString("base64").slice(0, length);
}
