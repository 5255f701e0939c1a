/**
 * Time of one training step of a small GPT: our kernels on wasm and cpu, and the same model on
 * tfjs' stock wasm kernels. `pnpm bench [--json]`.
 */
import { env, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { selectBackend } from "../src/index.ts";
import { makeTrainer, type Sizes } from "./gpt.ts";

const MODELS: { readonly [name: string]: Sizes } = {
  "4 layers, 4 heads, 128 wide, 8 × 128 tokens, vocabulary 512": {
    ...{ layers: 4, heads: 4, width: 128, time: 128, batch: 8, vocab: 512 },
  },
  "nanoGPT on a CPU: 4 layers, 4 heads, 128 wide, 12 × 64 tokens, vocabulary 65": {
    ...{ layers: 4, heads: 4, width: 128, time: 64, batch: 12, vocab: 65 },
  },
};

/** What is timed; the stock kernels first, as ours replace them. */
const RUNS = [
  { backend: "stock wasm", steps: 3, start: startStock },
  { backend: "cpu", steps: 3, start: () => selectBackend("cpu") },
  { backend: "wasm", steps: 30, start: () => selectBackend("wasm") },
] as const;

async function startStock(): Promise<void> {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setBackend("wasm");
}

interface Row {
  readonly model: string;
  readonly backend: string;
  readonly milliseconds: number;
  readonly tokensPerSecond: number;
  /** Of the third step: the backends must agree. */
  readonly loss: number;
}

/** Median time of a step after two to warm up. */
async function time(model: string, sizes: Sizes, backend: string, steps: number): Promise<Row> {
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
  const milliseconds = sorted[sorted.length >> 1] as number;
  const tokensPerSecond = Math.round((sizes.batch * sizes.time * 1000) / milliseconds);
  return { model, backend, milliseconds, tokensPerSecond, loss: losses[2] as number };
}

function line({ backend, milliseconds, tokensPerSecond, loss }: Row): string {
  const [ms, rate] = [milliseconds.toFixed(1).padStart(8), String(tokensPerSecond).padStart(6)];
  return `  ${backend.padEnd(10)} ${ms} ms/step ${rate} tokens/s   loss ${loss.toFixed(5)}`;
}

const rows: Row[] = [];
for (const { backend, steps, start } of RUNS) {
  await start();
  for (const [model, sizes] of Object.entries(MODELS)) {
    rows.push(await time(model, sizes, backend, steps));
  }
}
const text = Object.keys(MODELS).flatMap((model) => [
  model,
  ...rows.filter((row) => row.model === model).map(line),
]);
process.stdout.write(
  `${process.argv.includes("--json") ? JSON.stringify(rows) : text.join("\n")}\n`,
);
