import { join } from "node:path";
import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import type { CallbackContext } from "../loop/events.ts";
import { JsonLines } from "./json-lines.ts";
import { ReportFile } from "./report-file.ts";
import { TensorBoardFile } from "./tensorboard-file.ts";

const none = v.strictObject({});

const metrics = definePlugin({
  kind: "callback",
  name: "metrics",
  description: "Steps, validations and sessions as JSON lines, in metrics.jsonl.",
  options: none,
  create: (_, { folder }: CallbackContext) =>
    new JsonLines(join(folder, "metrics.jsonl"), ["start", "step", "validation", "note", "done"]),
});

const samples = definePlugin({
  kind: "callback",
  name: "samples",
  description: "What the model writes, as JSON lines, in samples.jsonl.",
  options: none,
  create: (_, { folder }: CallbackContext) =>
    new JsonLines(join(folder, "samples.jsonl"), ["sample"]),
});

const tensorboard = definePlugin({
  kind: "callback",
  name: "tensorboard",
  description: "Event files for TensorBoard.",
  options: none,
  create: (_, { folder }: CallbackContext) => new TensorBoardFile(folder),
});

const report = definePlugin({
  kind: "callback",
  name: "report",
  description: "report.html, kept up to date: curves and samples. After metrics and samples.",
  options: none,
  create: (_, { folder }: CallbackContext) => new ReportFile(folder),
});

/** The callbacks of this package, for `registry.register(...callbackPlugins)`. */
export const callbackPlugins: readonly AnyPlugin[] = [metrics, samples, tensorboard, report];
