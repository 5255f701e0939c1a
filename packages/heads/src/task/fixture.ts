import "@tensorflow/tfjs-backend-cpu";
import { layerPlugins, ParameterTable } from "@gpt/layers";
import { type PluginConfig, Registry } from "@gpt/registry";
import { headPlugins, type TaskHead, type TaskTokenizer, type TrunkKind } from "../index.ts";

/** Pieces of at most three characters; the id of a piece is its length, so that tests can count. */
export const pieces: TaskTokenizer = {
  vocabSize: 10,
  specials: new Map([
    ["[CLS]", 5],
    ["[SEP]", 6],
  ]),
  encode: (text) => pieces.encodeWithOffsets(text).ids,
  encodeWithOffsets(text) {
    const found = [...text.matchAll(/\S{1,3}/g)];
    return {
      ids: found.map(([piece]) => piece.length),
      starts: found.map(({ index }) => index),
      ends: found.map(({ index, 0: piece }) => index + piece.length),
    };
  },
};

/** A head of its own, with the parameters it declared. */
export function make(
  config: PluginConfig | string,
  trunk: TrunkKind = "decoder",
  { contextLength = 64, dModel = 2 } = {},
): { readonly head: TaskHead; readonly parameters: ParameterTable } {
  const parameters = new ParameterTable();
  const head = new Registry()
    .register(...layerPlugins, ...headPlugins)
    .create("task-head", config, {
      scope: parameters.scope(),
      trunk,
      dModel,
      contextLength,
      initializer: { type: "normal", std: 0.02 },
    });
  parameters.initialize(1);
  return { head, parameters };
}

/** Ids of every sequence of an example. */
export function idsOf(head: TaskHead, example: Parameters<TaskHead["encode"]>[0]): number[][] {
  return head.encode(example, pieces).sequences.map(({ ids }) => [...ids]);
}
