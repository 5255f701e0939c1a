/**
 * Times of training steps on the native backend against PyTorch, in turn, in one run.
 * `jiti bench/run.ts [a] [b] [c] [--json] [--threads N] [--level L]
 * [--precision f32|bf16] [--rounds N]`; the peer has the same precision (bf16: autocast).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startNative } from "../src/index.ts";
import { CONFIGS, type Sizes } from "./configs.ts";
import { makeStep } from "./ours.ts";
import { startPeer } from "./peer.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    threads: { type: "string", default: "2" },
    level: { type: "string" },
    precision: { type: "string", default: "f32" },
    rounds: { type: "string", default: "3" },
  },
});
const threads = Number(values.threads);

interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly peerName: string;
  readonly unit: string;
  readonly ratio: number | null;
}

/** Least time of a step on both sides; they take turns, so that what else the machine does hits both. */
async function measure(sizes: Sizes): Promise<Row> {
  const peer = await startPeer(sizes, threads, values.precision);
  const step = makeStep(sizes);
  const ours: number[] = [];
  const theirs: number[] = [];
  step.run();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (let i = 0; i < sizes.steps; i++) {
      const start = performance.now();
      step.run();
      ours.push(performance.now() - start);
    }
    await sleep(50); // threads of the one side go to sleep before the other begins
    theirs.push(...((await peer?.run(sizes.steps)) ?? []));
    await sleep(50);
  }
  step.dispose();
  peer?.stop();
  const [own, other] = [Math.min(...ours), peer ? Math.min(...theirs) : null];
  return {
    name: sizes.name,
    ours: Number(own.toFixed(2)),
    peer: other && Number(other.toFixed(2)),
    peerName: peer
      ? `PyTorch ${peer.version} eager ${values.precision}, ${threads} threads`
      : "PyTorch is not here",
    unit: "ms",
    ratio: other && Number((other / own).toFixed(3)),
  };
}

await startNative({ threads, level: values.level, precision: values.precision });
const names = positionals.length > 0 ? positionals : Object.keys(CONFIGS);
const rows: Row[] = [];
for (const name of names) {
  const sizes = CONFIGS[name];
  if (sizes === undefined) throw new Error(`no configuration "${name}": ${Object.keys(CONFIGS)}`);
  const row = await measure(sizes);
  rows.push(row);
  if (values.json) continue;
  const rate = Math.round((sizes.batch * sizes.time * 1000) / row.ours);
  process.stdout.write(
    `${row.name}: ours ${row.ours} ms (${rate} tokens/s), ${row.peerName} ${row.peer} ms, ratio ${row.ratio}\n`,
  );
}
if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
process.exit(0);
