import type { StopReason } from "./events.ts";
import type { Progress } from "./progress.ts";

/** When a run ends; an absent limit does not bind. */
export interface Limits {
  /** Optimizer updates. */
  readonly steps?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** Minutes of run time, earlier sessions included. */
  readonly maxMinutes?: number | undefined;
  /** Validations in a row without improvement that end the run. */
  readonly patience?: number | undefined;
}

/** Why the run should end now, or null. Where several hold, the first of this order is named. */
export function stopReason(progress: Progress, limits: Limits): StopReason | null {
  const { steps, maxTokens, maxMinutes, patience } = limits;
  if (steps !== undefined && progress.step >= steps) return "steps";
  if (maxTokens !== undefined && progress.tokens >= maxTokens) return "tokens";
  if (maxMinutes !== undefined && progress.seconds >= maxMinutes * 60) return "minutes";
  if (patience !== undefined && progress.stale >= patience) return "patience";
  return null;
}
