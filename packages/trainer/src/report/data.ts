import type { RunFacts, Sample, StepEvent, StopReason, ValidationEvent } from "../loop/events.ts";

/** Everything a report shows: the log of a run, read back or collected. */
export interface RunLog {
  readonly facts: RunFacts;
  /** `running` until the run ends. */
  readonly status: "running" | StopReason;
  /** The resolved configuration. */
  readonly config: unknown;
  readonly steps: readonly StepEvent[];
  readonly validations: readonly ValidationEvent[];
  readonly samples: readonly { readonly step: number; readonly samples: readonly Sample[] }[];
}

/** A number, or null where the run logged NaN or infinity (JSON has neither). */
export type Cell = number | null;

/** The curves as columns, thinned: what the page's script draws. */
export interface ReportData {
  readonly train: {
    readonly step: number[];
    readonly tokens: number[];
    readonly seconds: number[];
    readonly loss: Cell[];
    readonly learningRate: Cell[];
    readonly gradNorm: Cell[];
    readonly tokensPerSecond: Cell[];
  };
  readonly validation: {
    readonly step: number[];
    readonly tokens: number[];
    readonly seconds: number[];
    readonly loss: Cell[];
  };
  readonly samples: RunLog["samples"];
}

/** Points per curve: more than pixels, fewer than a long run has steps. */
const MAX_POINTS = 1500;

/** The columns of a log. Runs of more than 1,500 steps are averaged over groups of neighbours. */
export function reportData(log: RunLog): ReportData {
  const groups = grouped(log.steps, MAX_POINTS);
  const last = (key: "step" | "tokens" | "seconds") =>
    groups.map((group) => (group.at(-1) as StepEvent)[key]);
  const mean = (key: "loss" | "learningRate" | "gradNorm" | "tokensPerSecond") =>
    groups.map((group) => cell(group.reduce((sum, at) => sum + at[key], 0) / group.length));
  return {
    train: {
      step: last("step"),
      tokens: last("tokens"),
      seconds: last("seconds"),
      loss: mean("loss"),
      learningRate: mean("learningRate"),
      gradNorm: mean("gradNorm"),
      tokensPerSecond: mean("tokensPerSecond"),
    },
    validation: {
      step: log.validations.map((at) => at.step),
      tokens: log.validations.map((at) => at.tokens),
      seconds: log.validations.map((at) => at.seconds),
      loss: log.validations.map((at) => cell(at.loss)),
    },
    samples: log.samples,
  };
}

/** Neighbours in groups of equal size, at most `most` groups; the last may be smaller. */
function grouped<T>(items: readonly T[], most: number): T[][] {
  const size = Math.max(1, Math.ceil(items.length / most));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
}

/** Five significant digits are more than a chart can show; they halve the file. */
function cell(value: number): Cell {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}
