import { type AnyPlugin, definePlugin, type Registry } from "@gpt/registry";
import * as v from "valibot";
import { type TextSource, textSource } from "./source.ts";
import { tales } from "./tales/tale.ts";
import { taskDatasetPlugin } from "./tasks/task-dataset.ts";

/** A corpus for a run. */
export interface Dataset {
  readonly train: TextSource;
  /** Null where a share of the training tokens is to be kept for validation. */
  readonly validation: TextSource | null;
}

/** How far a download is, in bytes. */
export interface DownloadProgress {
  readonly url: string;
  readonly received: number;
  /** Null where the server does not say. */
  readonly total: number | null;
}

/** What a data set is created with besides its options. */
export interface DatasetContext {
  /** Holds the parts that a data set is made of, such as tasks. */
  readonly registry: Registry;
  /** Called while a file is fetched. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

declare module "@gpt/registry" {
  interface Kinds {
    dataset: { product: Dataset; context: DatasetContext };
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const talesPlugin = definePlugin({
  kind: "dataset",
  name: "tales",
  description: "Generated tales; needs no files. Validation shares no tale.",
  options: v.strictObject({
    seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    count: v.optional(count, 8000),
    validationCount: v.optional(count, 400),
  }),
  create: ({ seed, count, validationCount }): Dataset => ({
    train: tales({ seed, count }),
    validation: tales({ seed, count: validationCount, split: "validation" }),
  }),
});

const inlinePlugin = definePlugin({
  kind: "dataset",
  name: "inline",
  description: "Texts that stand in the config itself.",
  options: v.strictObject({ texts: v.pipe(v.array(v.string()), v.minLength(1)) }),
  create: ({ texts }): Dataset => ({ train: textSource("inline", texts), validation: null }),
});

/** Data sets that need no file system, for `registry.register(...dataPlugins)`. */
export const dataPlugins: readonly AnyPlugin[] = [talesPlugin, inlinePlugin, taskDatasetPlugin];
