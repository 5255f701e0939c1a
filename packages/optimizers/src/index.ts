/**
 * Optimizers and learning-rate schedules, as the papers and their releases have them.
 *
 * @packageDocumentation
 */
import type { AnyPlugin } from "@gpt/registry";
import { optimizers } from "./optimizer-plugins.ts";
import { schedules } from "./schedules/schedule-plugins.ts";

export type {
  Optimizer,
  OptimizerContext,
  OptimizerParameter,
  OptimizerState,
} from "./optimizer.ts";
export type { Schedule, ScheduleContext } from "./schedules/schedule.ts";

/** All plug-ins of the kinds "optimizer" and "schedule". */
export const optimizerPlugins: readonly AnyPlugin[] = [...optimizers, ...schedules];
