/**
 * Where the time of a training step goes: time in each native kernel, and what is spent outside of
 * them. `pnpm --filter @gpt/backend-native bench:profile [a|b|c] [--threads N] [--level L] [--precision P] [--shapes] [--cpu]`;
 * `--cpu` counts the process's CPU time instead, which tells more on a busy machine, with one thread.
 */
import { parseArgs } from "node:util";
import type { CallQueue } from "@gpt/kernels";
import { findAddon } from "../src/find.ts";
import { type Addon, loadAddon, type NativeOptions, startNative } from "../src/index.ts";
import { CONFIGS, type Sizes } from "./configs.ts";
import { makeStep } from "./ours.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "2" },
    level: { type: "string" },
    precision: { type: "string" },
    cpu: { type: "boolean" },
    shapes: { type: "boolean" },
  },
});
const sizes = CONFIGS[positionals[0] ?? "b"] as Sizes;

/** Milliseconds so far. */
function now(): number {
  if (!values.cpu) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The kernels that are told apart by their sizes (rows × outputs × inputs) with --shapes. */
const SIZES: { readonly [kernel: string]: (args: unknown[]) => string } = {
  linear: (args) => args.slice(5, 8).join("×"),
  linearGrad: (args) => args.slice(7, 10).join("×"),
};

type Times = Map<string, { calls: number; milliseconds: number }>;
let times: Times = new Map();

/**
 * Counts calls of and time in every function of the addon. Calls that it would run beside JavaScript are collected and
 * run when they are waited for, so that the times of kernels and what is spent outside of them add up to the step.
 */
function watch(addon: Addon & CallQueue): void {
  const functions = addon as unknown as { [name: string]: (...args: unknown[]) => unknown };
  const names = new Map(Object.entries(addon.places).map(([name, place]) => [place, name]));
  for (const [name, run] of Object.entries(functions)) {
    if (typeof run !== "function") continue;
    functions[name] = (...args) => {
      const start = now();
      const result = run(...args);
      const key = values.shapes && name in SIZES ? `${name} ${SIZES[name]?.(args)}` : name;
      const entry = times.get(key) ?? { calls: 0, milliseconds: 0 };
      entry.calls++;
      entry.milliseconds += now() - start;
      times.set(key, entry);
      return result;
    };
  }
  const waiting: [name: string, args: unknown[]][] = [];
  functions.put = (place, ...args) => waiting.push([names.get(place as number) as string, args]);
  functions.wait = () => {
    for (const [name, args] of waiting.splice(0)) functions[name]?.(...args);
    return 0;
  };
}

await startNative({
  threads: Number(values.threads),
  level: values.level,
  precision: values.precision,
} as NativeOptions);
watch(loadAddon(findAddon().path) as Addon & CallQueue);
const step = makeStep(sizes);
for (let i = 0; i < 3; i++) step.run();
let best = { total: Number.POSITIVE_INFINITY, times };
for (let i = 0; i < 2 * sizes.steps; i++) {
  times = new Map();
  const start = now();
  step.run();
  const total = now() - start;
  if (total < best.total) best = { total, times };
}
const sorted = [...best.times].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
const inside = sorted.reduce((sum, [, { milliseconds }]) => sum + milliseconds, 0);
const share = (part: number) => `${((100 * part) / best.total).toFixed(1)} %`.padStart(8);
const line = (name: string, part: number, calls: number | "") =>
  `${name.padEnd(26)}${part.toFixed(2).padStart(9)} ms${share(part)}${String(calls).padStart(6)}\n`;
process.stdout.write(`${sizes.name}: best step ${best.total.toFixed(1)} ms\n`);
for (const [name, { milliseconds, calls }] of sorted) {
  process.stdout.write(line(name, milliseconds, calls));
}
process.stdout.write(line("outside of kernels", best.total - inside, ""));
process.exit(0);
