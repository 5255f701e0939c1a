/**
 * A plain tfjs program with layers of `@gpt/layers` in it and tfjs' own optimizer: it learns the
 * running mean of a row of numbers. JavaScript that is also strict TypeScript.
 */
export const PROGRAM = `
import "@tensorflow/tfjs-backend-cpu";
import { attentionPlugins } from "@gpt/attention";
import { INFERENCE, LayerNorm, Linear, linearNames, MultiHeadAttention, ParameterTable } from "@gpt/layers";
import { registerStockGradients } from "@gpt/ops";
import { Registry } from "@gpt/registry";
import * as tf from "@tensorflow/tfjs-core";

export async function train() {
  await tf.setBackend("cpu");
  await tf.ready();
  registerStockGradients();
  const registry = new Registry().register(...attentionPlugins);
  const parameters = new ParameterTable();
  const scope = parameters.scope();
  const weight = { type: "normal", std: 0.3 } as const;
  const read = new Linear(scope.scope("read"), { inFeatures: 1, outFeatures: 16, initializer: weight });
  const attention = new MultiHeadAttention(scope.scope("attention"), {
    dModel: 16,
    nHead: 2,
    names: { qkv: linearNames("qkv"), out: linearNames("out") },
    part: registry.create("attention", "causal", { registry, layer: 0, nHead: 2 }),
    qkvBias: true,
    outBias: true,
    dropout: 0,
    initializers: { weight, residual: weight },
  });
  const norm = new LayerNorm(scope.scope("norm"), 16);
  const write = new Linear(scope.scope("write"), { inFeatures: 16, outFeatures: 1, initializer: weight });
  parameters.initialize(1);

  const x = tf.randomUniform([16, 8, 1], -1, 1, "float32", 5);
  const mean = tf.div(tf.cumsum(x, 1), tf.reshape(tf.range(1, 9), [1, 8, 1]));
  const predict = () => write.apply(norm.apply(attention.apply(read.apply(x, "gelu"), INFERENCE)));
  const optimizer = tf.train.adam(0.01);
  const losses = [];
  for (let step = 0; step < 100; step++) {
    const loss = optimizer.minimize(() => tf.mean(tf.square(tf.sub(predict(), mean))), true);
    losses.push(loss ? (loss.dataSync()[0] ?? NaN) : NaN);
  }
  return { first: losses[0] ?? NaN, last: losses[losses.length - 1] ?? NaN, parameters: parameters.count };
}
`;

/** The program without its one type. */
export const JAVASCRIPT: string = PROGRAM.replace(" as const", "");

/** The program on the wasm backend; the report says which backend was chosen. */
export const WASM: string = JAVASCRIPT.replace(
  'import "@tensorflow/tfjs-backend-cpu";',
  'import { selectBackend } from "@gpt/backends";',
)
  .replace(
    'await tf.setBackend("cpu");',
    'const { summary } = await selectBackend({ type: "wasm", threads: 2 });',
  )
  .replace("return { ", "return { backend: summary, ");

/** The program as a CommonJS module. */
export const COMMONJS: string = JAVASCRIPT.replace(/^import "(.*)";/gm, 'require("$1");')
  .replace(/^import \* as (\w+) from "(.*)";/gm, 'const $1 = require("$2");')
  .replace(/^import (\{.*\}) from "(.*)";/gm, 'const $1 = require("$2");')
  .replace("export async function train", "exports.train = train;\nasync function train");

/** The program on the fastest backend there is, of which it prints why. */
export const ON_THE_FASTEST: string = JAVASCRIPT.replace(
  'import "@tensorflow/tfjs-backend-cpu";',
  'import { nativePlugin } from "@gpt/backend-native";\nimport { backendPlugins, selectBackend } from "@gpt/backends";',
).replace(
  'await tf.setBackend("cpu");',
  'await selectBackend("auto", { plugins: [nativePlugin, ...backendPlugins], log: console.log });',
);

/** What the program reports, as JSON on a line of its own. */
export interface Report {
  readonly backend?: string;
  readonly first: number;
  readonly last: number;
  readonly parameters: number;
}

/** The report in a program's output. */
export function reportIn(output: string): Report {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`no report in: ${output}`);
  return JSON.parse(line);
}
