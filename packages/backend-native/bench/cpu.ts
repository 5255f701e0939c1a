/** Ours and the peers that are installed, in turn, in one run: products, attention, training steps, decoding, memory. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { loadKernels, startWasm } from "@gpt/backend-wasm";
import { type MachinePeak, measureMachine } from "@gpt/kernels";
import { type Level, loadAddon, startNative } from "../src/index.ts";
import { flopsOf, parametersOf } from "./configs.ts";
import { type Conditions, compare, compareMemory, type Row } from "./measure.ts";
import { MEASUREMENTS, type Measurement, type Precision } from "./tasks.ts";

const HELP = `Usage: pnpm bench:cpu [options]

Times ours and the peers that are installed, in turn: products, attention, training steps, decoding,
the memory of steps. Takes half an hour; a peer that is missing is named. PyTorch is found through
the environment variable PYTHON, else as python3.

  --only TEXT     those whose names have TEXT in them
  --backend NAME  native, or wasm: without memory and bf16 (default: native)
  --threads N     threads of both sides (default: all processors)
  --level NAME    instruction set of native (default: the fastest)
  --rounds N      turns of each side (default: 8)
  --json          one line of JSON for every row
  --help          this

Examples:
  PYTHON=venv/bin/python pnpm bench:cpu --only "(b)"
  pnpm bench:cpu --only attention --rounds 3
  pnpm bench:cpu --backend wasm --only "(a)" --json`;

function complain(problem: string): never {
  process.stderr.write(`${problem}\n\n${HELP}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true, // `--` that pnpm hands on
      options: {
        backend: { type: "string", default: "native" },
        only: { type: "string", default: "" },
        json: { type: "boolean" },
        threads: { type: "string", default: String(availableParallelism()) },
        level: { type: "string" },
        rounds: { type: "string", default: "8" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    return complain((error as Error).message);
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : complain(`--${name} ${text}: expected a whole number from 1`);
}

const values = readArguments();
const conditions: Conditions = {
  threads: wholeNumber("threads", values.threads),
  rounds: wholeNumber("rounds", values.rounds),
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
  const gflops = peak[precision] || peak.f32;
  if (task.task === "step") return (1e9 * gflops) / flopsOf(task);
  if (task.task !== "decode") return gflops;
  const bytes = (precision === "bf16" && peak.bf16 > 0 ? 2 : 4) * parametersOf(task);
  return (1e9 * peak.bandwidth) / bytes;
}

/** The median of shares in words: what a virtual machine gets of its host changes from one minute to the next. */
function inWords({ task }: Measurement, ours: number, shares: readonly number[]): string {
  const median = [...shares].sort((a, b) => a - b)[shares.length >> 1] as number;
  const limit = task.task === "decode" ? "what memory allows" : "peak";
  const gflops =
    task.task === "step" ? `${((ours * flopsOf(task)) / 1e9).toFixed(1)} GFLOP/s, ` : "";
  return ` (${gflops}${Math.round(100 * median)} % of ${limit})`;
}

if (values.help) {
  say(HELP);
  process.exit(0);
}
if (values.backend !== "native" && values.backend !== "wasm") {
  complain(`--backend ${values.backend}: expected native or wasm`);
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
    shares.push(rate / limitOf(measurement, measureMachine(library)));
  });
  for (const row of rows) report(row, inWords(measurement, row.ours, shares));
}
for (const measurement of MEASUREMENTS.filter(({ task }) => task.task === "step")) {
  if (wasm || !`memory of ${measurement.name}`.includes(values.only)) continue;
  report(await compareMemory(measurement, conditions), "");
}
process.exit(0);
