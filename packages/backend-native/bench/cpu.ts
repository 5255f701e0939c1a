/**
 * Ours and the peers that are installed, in turn, in one run: products, attention, training steps,
 * decoding, memory. `pnpm bench:cpu [--only TEXT] [--json] [--threads N] [--level L] [--rounds N]`;
 * `--backend wasm` measures that one as ours, without memory and bf16.
 * PyTorch is found through PYTHON, else as `python3`.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { loadKernels, startWasm } from "@gpt/backend-wasm";
import { type MachinePeak, measureMachine } from "@gpt/kernels";
import { type Level, loadAddon, startNative } from "../src/index.ts";
import { parametersOf } from "./configs.ts";
import { type Conditions, compare, compareMemory, type Row } from "./measure.ts";
import { MEASUREMENTS, type Measurement, type Precision } from "./tasks.ts";

const { values } = parseArgs({
  allowPositionals: true, // `--` that pnpm hands on
  options: {
    backend: { type: "string", default: "native" },
    only: { type: "string", default: "" },
    json: { type: "boolean" },
    threads: { type: "string", default: String(availableParallelism()) },
    level: { type: "string" },
    rounds: { type: "string", default: "8" },
  },
});
const conditions: Conditions = {
  threads: Number(values.threads),
  rounds: Number(values.rounds),
  level: values.level as Level | undefined,
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(row: Row, share: string): void {
  const other =
    row.peer === null ? row.peerName : `${row.peerName} ${row.peer}, ratio ${row.ratio}`;
  say(values.json ? JSON.stringify(row) : `${row.name}: ${row.ours} ${row.unit}${share}; ${other}`);
}

/** The rate that the machine could reach; a decoded token reads every weight once. */
function limitOf({ task, precision }: Measurement, peak: MachinePeak): number {
  if (task.task !== "decode") return peak[precision] || peak.f32;
  const bytes = (precision === "bf16" && peak.bf16 > 0 ? 2 : 4) * parametersOf(task);
  return (1e9 * peak.bandwidth) / bytes;
}

/** The median of shares in words: what a virtual machine gets of its host changes from one minute to the next. */
function inWords({ unit }: Measurement, shares: readonly number[]): string {
  const median = [...shares].sort((a, b) => a - b)[shares.length >> 1];
  if (median === undefined) return "";
  const limit = unit === "GFLOP/s" ? "peak" : "what memory allows";
  return ` (${Math.round(100 * median)} % of ${limit})`;
}

const wasm = values.backend === "wasm";

function start(precision: Precision): Promise<void> {
  const { threads, level } = conditions;
  return wasm ? startWasm({ threads }) : startNative({ threads, level, precision });
}

for (const measurement of MEASUREMENTS.filter(({ name }) => name.includes(values.only))) {
  if (wasm && measurement.precision === "bf16") continue;
  await start(measurement.precision);
  const library = wasm ? (await loadKernels()).library : loadAddon();
  if (!values.json) {
    const peak = measureMachine(library);
    const [f32, bf16, bytes] = [peak.f32, peak.bf16, peak.bandwidth].map((x) => x.toFixed(1));
    say(`machine now: ${f32} GFLOP/s f32, ${bf16} bf16, ${bytes} GB/s read`);
  }
  const shares: number[] = [];
  const rows = await compare(measurement, conditions, (rate) => {
    if (measurement.task.task === "step") return;
    shares.push(rate / limitOf(measurement, measureMachine(library)));
  });
  for (const row of rows) report(row, inWords(measurement, shares));
}
for (const measurement of MEASUREMENTS.filter(({ task }) => task.task === "step")) {
  if (wasm || !`memory of ${measurement.name}`.includes(values.only)) continue;
  report(await compareMemory(measurement, conditions), "");
}
process.exit(0);
