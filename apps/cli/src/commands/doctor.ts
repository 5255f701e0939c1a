import { loadAddon, measurePeak } from "@gpt/backend-native";
import { type BackendChoice, currentRuntime, type Probe } from "@gpt/backends";
import { createModel, type TrainableModel } from "@gpt/models";
import { valueAndGrads } from "@gpt/ops";
import type { Optimizer } from "@gpt/optimizers";
import { Random } from "@gpt/random";
import type { Registry } from "@gpt/registry";
import { formatCount } from "@gpt/trainer";
import { describeMachine } from "@gpt/trainer/node";
import * as tf from "@tensorflow/tfjs-core";
import colors from "picocolors";
import { type BackendFlags, startBackend } from "../backend.ts";

/** Flags of `gpt doctor`. */
export interface DoctorFlags extends BackendFlags {
  readonly json?: boolean;
}

/** Milliseconds that each of the two measurements takes. */
const SPAN = 2500;

/** `gpt doctor`: what the machine has, what was chosen and why, and how fast it is. */
export async function doctorCommand(registry: Registry, flags: DoctorFlags): Promise<void> {
  const tell = (event: object, ...lines: readonly string[]) => {
    if (flags.json === true) console.log(JSON.stringify(event));
    else for (const line of lines) console.log(line);
  };
  const machine = describeMachine();
  tell(
    { event: "machine", machine, node: process.version },
    `machine  ${machine}`,
    `node     ${process.version}`,
  );
  for (const { name } of registry.list("backend")) {
    const backend = registry.create("backend", name, { runtime: currentRuntime() });
    const probe = await backend.probe();
    tell({ event: "backend", name, ...probe }, `${name.padEnd(16)} ${describe(probe)}`);
  }
  const choice = await startBackend(registry, flags);
  if (choice.name === "native") {
    const [fastest, compiled] = [loadAddon().fastestLevel(), loadAddon().levels()];
    tell(
      { event: "levels", fastest, compiled },
      `levels   ${fastest} is the processor's fastest; compiled: ${compiled.join(", ")}`,
    );
  }
  tell({ event: "chosen", ...choice }, `chosen   ${colors.bold(choice.name)}: ${reason(choice)}`);
  const precision = flags.precision ?? "f32";
  const peak = choice.name === "native" ? measurePeak() : null;
  const gflops = measureProduct();
  const share = peak === null ? null : gflops / (peak[precision] || peak.f32);
  const of = share === null ? "" : `, ${Math.round(100 * share)} % of what its units can do`;
  tell(
    { event: "product", precision, gflops, share, peak },
    `product  1024³ ${precision}: ${gflops.toFixed(1)} GFLOP/s${of}`,
    ...(peak === null ? [] : [`memory   ${peak.bandwidth.toFixed(1)} GB/s read`]),
  );
  const tokensPerSecond = measureStep(registry);
  const speed = `${formatCount(tokensPerSecond)} tokens/s`;
  tell(
    { event: "step", tokensPerSecond },
    `training 4 layers, 128 wide, 8 × 128 tokens, AdamW: ${speed}`,
  );
}

function describe(probe: Probe): string {
  if (!probe.usable) {
    return colors.dim(`no: ${probe.reason}${probe.help ? `; ${probe.help}` : ""}`);
  }
  const kind = probe.software === true ? " (software emulation)" : "";
  return `${colors.green("yes")}: ${probe.detail}${kind}`;
}

function reason({ reason, passedOver }: BackendChoice): string {
  const faster = passedOver.map(({ name }) => name).join(", ");
  return faster === "" ? reason : `${reason}; the first usable after ${faster}`;
}

function measureProduct(): number {
  const size = 1024;
  const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
  // one row is read, so that copying the others does not count
  const perSecond = repeated(() =>
    tf.dispose(tf.tidy(() => sync(tf.slice(tf.matMul(a, b), 0, 1)))),
  );
  tf.dispose([a, b]);
  return (2 * size ** 3 * perSecond) / 1e9;
}

function measureStep(registry: Registry): number {
  const [batch, time, vocabSize] = [8, 128, 512];
  const model = createModel(registry, { type: "gpt2", vocabSize, ...SIZES });
  model.parameters.initialize(1);
  const random = new Random({ seed: 1, stream: 1 });
  const ids = () =>
    tf.tensor(
      Int32Array.from({ length: batch * time }, () => random.integer(vocabSize)),
      [batch, time],
      "int32",
    );
  const tensors = { inputs: ids(), targets: ids() };
  const { parameters } = model;
  const optimizer = registry.create("optimizer", { type: "adamw" }, { parameters });
  const perSecond = repeated((step) => trainOnce(model, optimizer, tensors, step));
  optimizer.dispose();
  tf.dispose(tensors);
  model.dispose();
  return batch * time * perSecond;
}

const RATE = 1e-3;
const SIZES = { contextLength: 128, nLayer: 4, nHead: 4, dModel: 128, dropout: 0 };

function trainOnce(
  model: TrainableModel,
  optimizer: Optimizer,
  batch: { readonly inputs: tf.Tensor; readonly targets: tf.Tensor },
  step: number,
): void {
  const variables = [...model.parameters].map((parameter) => parameter.variable);
  const context = { training: true, seed: 1, step };
  const { value, grads } = valueAndGrads(() => model.loss(batch, context), variables);
  const { gradNorm } = optimizer.step(grads, RATE);
  sync(gradNorm);
  tf.dispose([value, gradNorm, ...grads.filter((grad) => grad !== null)]);
}

/** Waits for a result, as far as the backend computes in the background. */
function sync<T extends tf.Tensor>(tensor: T): T {
  tensor.dataSync();
  return tensor;
}

/** How often a second something can be done; the first time does not count. */
function repeated(work: (time: number) => void): number {
  work(0);
  const start = performance.now();
  let times = 0;
  while (performance.now() - start < SPAN) work(++times);
  return (1000 * times) / (performance.now() - start);
}
