import type { Registry } from "@gpt/registry";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Settings of reproductions that fine-tune with few labels. */
export const labelEntries = {
  /** Parts of kind "task", by name. */
  tasks: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Numbers of labels, and the passes over each: fewer labels are seen more often. */
  labels: v.pipe(v.array(count), v.minLength(1)),
  epochs: v.pipe(v.array(count), v.minLength(1)),
  /** Seeds of every fine-tuning, each with labels of its own. */
  seeds: count,
  /** Validation examples of a task. */
  validation: count,
  batchSize: count,
  /** Peak learning rate of the fine-tunings. */
  learningRate: v.pipe(v.number(), v.gtValue(0)),
};

/** Whether every number of labels has its passes. */
export function isPaired({
  labels,
  epochs,
}: {
  readonly labels: readonly number[];
  readonly epochs: readonly number[];
}): boolean {
  return labels.length === epochs.length;
}

/** What is said where it is not so. */
export const UNPAIRED = "labels and epochs differ in number";

/** Settings whose tasks there are. @throws GptError `UNKNOWN_PLUGIN` */
export function withTasks<T extends { readonly tasks: readonly string[] }>(
  registry: Registry,
  settings: T,
): T {
  for (const task of settings.tasks) registry.get("task", task);
  return settings;
}
