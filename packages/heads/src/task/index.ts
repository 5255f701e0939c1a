import type { AnyPlugin } from "@gpt/registry";
import {
  classificationPlugin,
  entailmentPlugin,
  regressionPlugin,
  similarityPlugin,
} from "./classification.ts";
import { multipleChoicePlugin } from "./multiple-choice.ts";
import { spanPlugin } from "./span.ts";
import { taggingPlugin } from "./tagging.ts";

/** The task heads of this package, for `registry.register(...taskHeadPlugins)`. */
export const taskHeadPlugins: readonly AnyPlugin[] = [
  classificationPlugin,
  entailmentPlugin,
  similarityPlugin,
  regressionPlugin,
  multipleChoicePlugin,
  taggingPlugin,
  spanPlugin,
];
