import type { Json, Registry } from "@gpt/registry";
import { texts } from "../run-options.ts";
import { bertDefaults, makeBert } from "./bert/index.ts";
import { gpt1Defaults, makeGpt1 } from "./gpt1/index.ts";
import type { Reproduction } from "./part.ts";
import { makeTransformer, parallelFolder, transformerDefaults } from "./transformer/index.ts";

/** How a reproduction is made on the command line. */
interface ReproductionMaker {
  /** Settings where nothing is changed. */
  defaults(quick: boolean): object;
  /** What --data changes of them. */
  dataSettings(paths: readonly string[]): { readonly [path: string]: Json };
  /** @throws GptError where the settings make no sense */
  make(registry: Registry, folder: string, settings: object): Promise<Reproduction>;
}

/** A corpus that these runs of the settings are pre-trained on. */
const corpusOf =
  (...runs: readonly string[]) =>
  (paths: readonly string[]) =>
    Object.fromEntries(runs.map((run) => [`${run}.data`, texts(paths, {})]));

/** The reproductions, by name. */
export const REPRODUCTIONS = {
  gpt1: { defaults: gpt1Defaults, dataSettings: corpusOf("pretraining"), make: makeGpt1 },
  bert: { defaults: bertDefaults, dataSettings: corpusOf("encoder", "decoder"), make: makeBert },
  transformer: {
    defaults: transformerDefaults,
    dataSettings: parallelFolder,
    make: makeTransformer,
  },
} as const satisfies { readonly [name: string]: ReproductionMaker };

/** Name of a reproduction. */
export type ReproductionName = keyof typeof REPRODUCTIONS;
