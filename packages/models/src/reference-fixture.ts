import { readFileSync } from "node:fs";
import {
  decodeSafetensors,
  type Family,
  importTensors,
  type TensorData,
  toFloat32,
} from "@gpt/checkpoint";
import { shared } from "@gpt/fixtures";
import { type PluginConfig, Registry } from "@gpt/registry";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { createModel, modelPlugins, type TrainableModel } from "./index.ts";

/** All parts, for tests. */
export const registry: Registry = new Registry().register(...modelPlugins);

/** One folder of reference outputs. */
export interface Reference {
  readonly model: Map<string, TensorData>;
  readonly io: Map<string, TensorData>;
  readonly json: {
    readonly cases: { readonly [name: string]: { readonly [name: string]: number } };
  } & {
    readonly [name: string]: unknown;
  };
}

/** Reads `vectors/models/<name>`. */
export function reference(name: string): Reference {
  const path = (file: string) => shared("vectors", "models", name, file);
  return {
    model: decodeSafetensors(readFileSync(path("model.safetensors"))).tensors,
    io: decodeSafetensors(readFileSync(path("io.safetensors"))).tensors,
    json: JSON.parse(readFileSync(path("io.json"), "utf8")),
  };
}

/** A model with published weights. */
export function load<M extends TrainableModel>(
  config: PluginConfig,
  family: Family | null,
  tensors: ReadonlyMap<string, TensorData>,
): M {
  const model = createModel(registry, config);
  for (const [name, values] of importTensors(family, tensors, model.parameters)) {
    model.parameters.assign(name, values);
  }
  return model as M;
}

/** A reference tensor as a tfjs tensor. */
export function tensorOf(io: ReadonlyMap<string, TensorData>, name: string): Tensor {
  const found = io.get(name) as TensorData;
  const integer = found.dtype === "I32";
  return tensor(found.data as Float32Array, [...found.shape], integer ? "int32" : "float32");
}

/** Largest difference relative to the largest expected value. */
export function worstError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  let scale = 1e-6;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i] as number));
    worst = Math.max(worst, Math.abs((got[i] as number) - (expected[i] as number)));
  }
  return worst / scale;
}

/** Expects a tensor to equal a reference within 1e-4, where `mask` (of its leading axes) is 1. */
export function expectClose(got: Tensor, expected: TensorData, mask?: TensorData): void {
  expect(got.shape).toEqual([...expected.shape]);
  const values = got.dataSync().slice();
  if (mask) {
    const width = values.length / mask.data.length;
    for (let i = 0; i < values.length; i++) if (!mask.data[Math.floor(i / width)]) values[i] = 0;
  }
  expect(worstError(values, toFloat32(expected))).toBeLessThan(1e-4);
}
