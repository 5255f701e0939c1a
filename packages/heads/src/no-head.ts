import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import * as v from "valibot";
import type { TokenHead } from "./head.ts";

/** A trunk without an output layer, for tasks that need none of its own. */
export const noHeadPlugin: AnyPlugin = definePlugin({
  kind: "head",
  name: "none",
  description: "No output layer: the trunk of a task model.",
  options: v.strictObject({}),
  create: (): TokenHead => ({ logits: refuse, loss: refuse }),
});

function refuse(): never {
  throw new GptError("HEAD_NONE", {
    message: "The model has no output layer over tokens.",
    expected: 'a head such as "lm" or "mlm"',
    got: 'the head "none"',
    help: "give the model another head in its config",
  });
}
