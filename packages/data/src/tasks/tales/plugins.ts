import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { type TalesTaskName, talesTask } from "./tales-tasks.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const options = {
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  count: v.optional(count, 1000),
  validationCount: v.optional(count, 300),
};

function plugin(name: Exclude<TalesTaskName, "tales-choice">, description: string): AnyPlugin {
  return definePlugin({
    kind: "task",
    name,
    description,
    options: v.strictObject(options),
    create: async (values) => talesTask(name, values),
  });
}

const choice = definePlugin({
  kind: "task",
  name: "tales-choice",
  description: "How does a tale go on? Generated; one of 2 to 4 answers is right.",
  options: v.strictObject({
    ...options,
    choices: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(4)), 2),
  }),
  create: async (values) => talesTask("tales-choice", values),
});

/** Tasks that need no files, for `registry.register(...taskPlugins)`. */
export const taskPlugins: readonly AnyPlugin[] = [
  plugin("tales-sentiment", "Does a tale end badly or well? Generated; two classes."),
  plugin(
    "tales-entailment",
    "Is it true, false or unknown after a tale? Generated; three classes.",
  ),
  plugin("tales-similarity", "Do two texts tell the same? Generated; two classes."),
  choice,
  plugin("tales-translation", "English into an invented language. Generated."),
];
