import { type Family, importTensors, type TensorData } from "@gpt/checkpoint";
import type { TaskExample, TaskTokenizer } from "@gpt/heads";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { TaskModel, TensorBatch } from "./index.ts";

/** Published weights into a task model. A pooler that the publisher left out keeps its first values. */
export function importInto(
  model: TaskModel,
  family: Family,
  tensors: ReadonlyMap<string, TensorData>,
): void {
  model.parameters.initialize(1);
  const pooled = tensors.has("bert.pooler.dense.weight") || family !== "bert";
  const wanted = [...model.parameters].filter(({ name }) => pooled || !name.includes(".pooler."));
  for (const [name, values] of importTensors(family, tensors, wanted)) {
    model.parameters.assign(name, values);
  }
}

/** A recorded array of integers. */
export function intTensor(io: ReadonlyMap<string, TensorData>, name: string): Tensor {
  const { data, shape } = io.get(name) as TensorData;
  return tensor(data as Int32Array, [...shape], "int32");
}

/** Next-token targets `[N, T]` of labels `[..., T]`. */
export function shiftedLeft({ data, shape }: TensorData): Tensor {
  const time = shape.at(-1) as number;
  const ids = data as Int32Array;
  const next = Int32Array.from(ids, (_, i) => (i % time === time - 1 ? -100 : (ids[i + 1] ?? 0)));
  return tensor(next, [ids.length / time, time], "int32");
}

/** One token for each character. */
export const characters: TaskTokenizer = {
  vocabSize: 40,
  specials: new Map([
    ["[CLS]", 1],
    ["[SEP]", 2],
  ]),
  encode: (text) => [...text].map((character) => 3 + (character.charCodeAt(0) % 37)),
  encodeWithOffsets: (text) => ({
    ids: characters.encode(text),
    starts: [...text].map((_, i) => i),
    ends: [...text].map((_, i) => i + 1),
  }),
};

/** Examples as a batch on the device, after the input transformation. */
export function batchOf(model: TaskModel, ...examples: readonly TaskExample[]): TensorBatch {
  const encoded = examples.map((example) => model.head.encode(example, characters));
  return Object.fromEntries(
    Object.entries(model.head.batch(encoded)).map(([name, { data, shape }]) => [
      name,
      tensor(data, [...shape], "int32"),
    ]),
  );
}
