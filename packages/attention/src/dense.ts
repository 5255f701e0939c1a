import { type AnyPlugin, definePlugin } from "@gpt/registry";
import * as v from "valibot";
import { patternPart } from "./part.ts";

const none = v.strictObject({});

/** Every key (encoders, cross-attention). */
export const full: AnyPlugin = definePlugin({
  kind: "attention",
  name: "full",
  description: "Every query sees every key.",
  options: none,
  create: () => patternPart({ type: "full" }),
});

/** Every key up to the query itself. */
export const causal: AnyPlugin = definePlugin({
  kind: "attention",
  name: "causal",
  description: "A query sees itself and what came before.",
  options: none,
  create: () => patternPart({ type: "causal" }),
});
