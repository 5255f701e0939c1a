import type { AnyPlugin } from "@gpt/registry";
import { bert } from "./bert.ts";
import { constant } from "./constant.ts";
import { cosine, linear } from "./decaying.ts";
import { gpt1 } from "./gpt1.ts";
import { gpt3 } from "./gpt3.ts";
import { noam } from "./noam.ts";

/** The schedules of this package. */
export const schedules: readonly AnyPlugin[] = [constant, linear, cosine, noam, gpt1, bert, gpt3];
