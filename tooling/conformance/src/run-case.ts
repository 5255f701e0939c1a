import { valueAndGrads } from "@gpt/ops";
import {
  add,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import { type Case, sample, type Tensors } from "./case.ts";
import type { Array64, Arrays } from "./oracle/array.ts";

/** A result of the backend. */
export interface Answer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An oracle's array as a tensor. */
function toTensor({ shape, data }: Array64): Tensor {
  return tensor(Float32Array.from(data), [...shape]);
}

/** The op's outputs. Nothing is left behind on the backend. */
export async function outputsOf(question: Case): Promise<Answer[]> {
  const outputs = tidy(() => question.run(mapValues(question.inputs, toTensor)));
  return Promise.all(outputs.map((output, n) => take(`output ${n}`, output)));
}

/** Fixed gradients that come into the op's outputs: different for every element. */
export function incoming(outputs: readonly Array64[]): Array64[] {
  return outputs.map(({ shape }, n) => sample(shape, 9000 + n));
}

/** The op's gradients of all inputs, given the outputs' gradients; zeros where none arrives. */
export async function gradientsOf(question: Case, dys: readonly Array64[]): Promise<Answer[]> {
  const variables = mapValues(question.inputs, (input) => {
    const value = toTensor(input);
    const result = variable(value);
    value.dispose();
    return result;
  });
  const names = Object.keys(variables);
  const f = () => weigh(question.run(variables as Tensors), dys);
  const { value, grads } = valueAndGrads(f, Object.values(variables) as Variable[]);
  value.dispose();
  const answers = names.map((name, n) => {
    const { shape = [] } = question.inputs[name] ?? {};
    return take(name, grads[n] ?? tensor(new Float32Array(variables[name]?.size ?? 0), [...shape]));
  });
  const result = await Promise.all(answers);
  for (const input of Object.values(variables)) input.dispose();
  return result;
}

/** Σ output·dy over all outputs: its gradient brings dy into each output. */
function weigh(outputs: readonly Tensor[], dys: readonly Array64[]): Scalar {
  const terms = outputs.map((output, n) => sum(mul(output, toTensor(dys[n] as Array64))));
  return terms.reduce((total, term) => add(total, term)) as Scalar;
}

/** Reads a tensor and disposes of it. */
async function take(name: string, output: Tensor): Promise<Answer> {
  const data = Float32Array.from(await output.data());
  output.dispose();
  return { name, shape: output.shape, data };
}

function mapValues<T>(arrays: Arrays, f: (array: Array64) => T): { [name: string]: T } {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, f(array)]));
}
