import type { Objective } from "@gpt/trainer";
import { type TrainFlags, trainCommand } from "./train.ts";

/** Flags of `gpt pretrain`. */
export type PretrainFlags = TrainFlags & { readonly objective?: Objective };

/** The family of each objective, small, and its data where none are named. */
const DEFAULTS: Readonly<Record<Objective, Pick<TrainFlags, "model" | "data">>> = {
  clm: { model: "gpt1-nano" },
  mlm: { model: "bert-nano" },
  seq2seq: { model: "transformer-nano", data: ["tales-translation"] },
};

/**
 * `gpt pretrain`: `gpt train` with the model and data of an objective. A model or configuration file that
 * is named must be of that objective.
 */
export async function pretrainCommand(
  overrides: readonly string[],
  flags: PretrainFlags,
): Promise<void> {
  const isNamed = flags.model !== undefined || flags.config !== undefined;
  const { model, data } = DEFAULTS[flags.objective ?? "clm"];
  const named = isNamed || model === undefined ? {} : { model };
  const read = flags.config !== undefined || data === undefined ? {} : { data };
  await trainCommand(overrides, { ...named, ...read, ...flags });
}
