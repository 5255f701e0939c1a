import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "gpt.js");

/** What a finished process left. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the built program as a process of its own. */
export function start(
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): { readonly process: ChildProcess; readonly finished: Promise<Finished> } {
  const { INIT_CWD: _, NODE_PATH: __, ...env } = process.env; // package managers set these
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...env, NO_COLOR: "1" },
    ...options,
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  return { process: child, finished };
}

/** Until a process has written a text so many times. */
export function written(child: ChildProcess, text: string, times = 1): Promise<void> {
  let count = 0;
  return new Promise((resolve) => {
    child.stdout?.on("data", (chunk) => {
      count += String(chunk).split(text).length - 1;
      if (count >= times) resolve();
    });
  });
}

/** Runs the program to its end. */
export function gpt(
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Finished> {
  return start(args, options).finished;
}

/** The JSON lines of an output. */
export function jsonLines<T extends object>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** A JSON line that the program printed. */
export interface Event {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Runs the program, which must succeed, and returns the JSON lines it printed. */
export async function json(...args: string[]): Promise<Event[]> {
  const { code, out, err } = await gpt([...args, "--json"]);
  if (code !== 0) throw new Error(`gpt ended with ${code}: ${err}${out}`);
  return jsonLines<Event>(out);
}

/** Runs the program, which must refuse, and returns the code of its error; it must have a hint. */
export async function errorOf(...args: readonly string[]): Promise<string> {
  const { code, out } = await gpt([...args, "--json"]);
  const last = jsonLines<{ event: string; error?: { code: string; help: string } }>(out).at(-1);
  if (code !== 1 || last?.error === undefined || last.error.help === "") {
    throw new Error(`gpt ended with ${code}, not with an error and a hint: ${out}`);
  }
  return last.error.code;
}

/** A new empty folder, and how to delete it. */
export function scratch(): { readonly path: string; clear(): void } {
  const path = mkdtempSync(join(tmpdir(), "gpt-cli-"));
  return { path, clear: () => rmSync(path, { recursive: true, force: true }) };
}

/** A run that takes a second or two: a tiny GPT-2 on bytes of a few tales. */
export const TINY = [
  "--tokenizer=byte",
  "--context=32",
  "--batch=2",
  "--eval-every=20",
  "model.nLayer=1",
  "model.nHead=2",
  "model.dModel=32",
  "data.type=tales",
  "data.count=30",
  "data.validationCount=4",
  "evalBatches=2",
  "sample.tokens=8",
];
