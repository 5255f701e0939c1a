import type { AnyPlugin } from "@gpt/registry";
import {
  classificationPlugin,
  entailmentPlugin,
  regressionPlugin,
  similarityPlugin,
} from "./classification.ts";
import { multipleChoicePlugin } from "./multiple-choice.ts";

/** The task heads of this package, for `registry.register(...taskHeadPlugins)`. */
export const taskHeadPlugins: readonly AnyPlugin[] = [
  classificationPlugin,
  entailmentPlugin,
  similarityPlugin,
  regressionPlugin,
  multipleChoicePlugin,
];
