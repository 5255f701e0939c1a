/**
 * Time of one training step on the wasm backend: our kernels against the same model on tfjs' stock
 * kernels. `node step.js [--json] [--steps N]`.
 */
import { env, memory, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { selectBackend } from "../src/index.ts";
import { makeTrainer, type Sizes } from "./gpt.ts";

const TINY: Sizes = { layers: 4, heads: 4, width: 128, time: 128, batch: 8, vocab: 512 };

interface Timing {
  readonly milliseconds: number;
  readonly losses: number[];
}

/** Median time of a step after two to warm up. */
async function time(sizes: Sizes, steps: number): Promise<Timing> {
  const trainer = makeTrainer(sizes);
  const times: number[] = [];
  const losses: number[] = [];
  for (let step = 0; step < steps + 2; step++) {
    const start = performance.now();
    const loss = trainer.step();
    losses.push((await loss.data())[0] as number);
    times.push(performance.now() - start);
    loss.dispose();
  }
  trainer.dispose();
  const sorted = times.slice(2).sort((a, b) => a - b);
  return { milliseconds: sorted[sorted.length >> 1] as number, losses };
}

const json = process.argv.includes("--json");
const steps = Number(process.argv[process.argv.indexOf("--steps") + 1]) || 10;
const tokens = TINY.batch * TINY.time;

await setBackend("wasm");
env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
const peer = await time(TINY, 2);
await selectBackend("wasm");
const ours = await time(TINY, steps);

const row = {
  name: "training step, GPT of 0.9 M parameters, 8 × 128 tokens, one thread",
  ours: Number(ours.milliseconds.toFixed(1)),
  peer: Number(peer.milliseconds.toFixed(1)),
  peerName: "tfjs-backend-wasm, stock kernels",
  unit: "ms",
  ratio: Number((peer.milliseconds / ours.milliseconds).toFixed(2)),
};
const rate = (milliseconds: number) => `${Math.round((tokens / milliseconds) * 1000)} tokens/s`;
process.stdout.write(
  json
    ? `${JSON.stringify([row])}\n`
    : `ours  ${row.ours} ms  ${rate(row.ours)}\npeer  ${row.peer} ms  ${rate(row.peer)}\n` +
        `ratio ${row.ratio}; losses ${ours.losses.slice(0, 3)} and ${peer.losses.slice(0, 3)}; ` +
        `${memory().numTensors} tensors left\n`,
);
