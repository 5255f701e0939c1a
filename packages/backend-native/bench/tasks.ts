import { CONFIGS, type Sizes } from "./configs.ts";

/** Products of [m, k] and [k, n]; `turned` factors lie the other way round in memory. */
export interface ProductTask {
  readonly task: "product";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly turned: "none" | "a" | "b";
}

/** Causal attention forward and backward; heads are 64 wide. */
export interface AttentionTask {
  readonly task: "attention";
  readonly batch: number;
  readonly heads: number;
  readonly time: number;
  /** The last keys that a query sees, and of those before them one of every so many; 0: all. */
  readonly sparsity: number;
}

/** Training steps. */
interface StepTask extends Sizes {
  readonly task: "step";
}

/** One token at a time, with a key/value cache, after a prompt of some. */
interface DecodeTask extends Sizes {
  readonly task: "decode";
}

/** What both sides do. */
export type Task = ProductTask | AttentionTask | StepTask | DecodeTask;

/** Operands' precision on both sides; the peer has bf16 tensors, or autocast. */
export type Precision = "f32" | "bf16";

/** Something that is measured. */
export interface Measurement {
  readonly name: string;
  readonly task: Task;
  readonly precision: Precision;
  /** Unit of what is done a second, and how much of it one run does. */
  readonly unit: "GFLOP/s" | "tokens/s";
  readonly work: number;
  /** Runs in one turn. */
  readonly runs: number;
}

type Shape = readonly [
  label: string,
  m: number,
  n: number,
  k: number,
  turned: ProductTask["turned"],
];

/** The products of a block of GPT-2 124M on 1,024 tokens, of its output layer, and of their gradients. */
const PRODUCTS: readonly Shape[] = [
  ["qkv", 1024, 2304, 768, "none"],
  ["proj", 1024, 768, 768, "none"],
  ["fc", 1024, 3072, 768, "none"],
  ["fc dx", 1024, 768, 3072, "b"],
  ["fc dW", 768, 3072, 1024, "a"],
  ["head", 256, 50257, 768, "b"],
];

const GPT2 = CONFIGS.c as Sizes;

function products(precision: Precision): Measurement[] {
  return PRODUCTS.map(([label, m, n, k, turned]) => ({
    name: `product ${label} ${m}x${n}x${k} ${precision}`,
    task: { task: "product", m, n, k, turned },
    precision,
    unit: "GFLOP/s",
    work: (2 * m * n * k) / 1e9,
    runs: n > 10_000 ? 4 : 12,
  }));
}

/** Pairs of a query and a key that it sees. */
function pairsOf(time: number, sparsity: number): number {
  if (sparsity === 0) return (time * (time + 1)) / 2;
  const seenBy = (i: number) => Math.min(i + 1, sparsity) + Math.floor(i / sparsity);
  return Array.from({ length: time }, (_, i) => seenBy(i)).reduce((sum, keys) => sum + keys);
}

function attention(precision: Precision, time: number, sparsity: number): Measurement {
  const task = { task: "attention", batch: 1, heads: 12, time, sparsity } as const;
  // 2 products forward and 5 backward over the pairs that are seen
  const work = (7 * 2 * task.heads * 64 * pairsOf(time, sparsity)) / 1e9;
  const kind = sparsity === 0 ? "attention" : "sparse attention";
  const name = `${kind} T${time} H12 D64, forward and backward, ${precision}`;
  return { name, task, precision, unit: "GFLOP/s", work, runs: 6 };
}

function steps(precision: Precision): Measurement[] {
  return Object.entries(CONFIGS).map(([letter, sizes]) => ({
    name: `(${letter}) ${sizes.name} ${precision}`,
    task: { task: "step", ...sizes },
    precision,
    unit: "tokens/s",
    work: sizes.batch * sizes.time,
    runs: sizes.steps,
  }));
}

function decode(precision: Precision): Measurement {
  const task = { task: "decode", ...GPT2 } as const;
  return {
    name: `decode GPT-2 124M ${precision}`,
    task,
    precision,
    unit: "tokens/s",
    work: 1,
    runs: 12,
  };
}

/** Everything that is measured, short ones first. */
export const MEASUREMENTS: readonly Measurement[] = (["f32", "bf16"] as const).flatMap((p) => [
  ...products(p),
  attention(p, 1024, 0),
  attention(p, 2048, 128),
  decode(p),
  ...steps(p),
]);
