import { GptError, type Json } from "@gpt/registry";
import { parseOverride } from "../overrides.ts";

/** Options of one fine-tuning of a grid, by their place in the configuration. */
export type GridPoint = ReadonlyMap<string, Json>;

/** Short names, as the flags have them. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ["lr", "schedule.learningRate"],
  ["batch", "batchSize"],
]);

/**
 * Every combination of the values that `--grid` lists: `lr=1e-4,3e-4` and `epochs=3,6` are four.
 *
 * @returns one point without options where there is no grid
 * @throws GptError `OVERRIDE_INVALID`, `GRID_INVALID`
 */
export function gridPoints(axes: readonly string[]): readonly GridPoint[] {
  let points: readonly GridPoint[] = [new Map()];
  for (const axis of axes) {
    const { place, values } = readAxis(axis);
    if (points[0]?.has(place)) throw invalid(axis, "each option once");
    points = points.flatMap((point) => values.map((value) => new Map([...point, [place, value]])));
  }
  return points;
}

/** A point as a person reads it: `lr 0.0001, epochs 3`. */
export function pointText(point: GridPoint): string {
  return [...named(point)].map(([name, value]) => `${name} ${value}`).join(", ");
}

/** A point with the short names. */
export function named(point: GridPoint): Map<string, Json> {
  const short = new Map([...PLACES].map(([name, place]) => [place, name]));
  return new Map([...point].map(([place, value]) => [short.get(place) ?? place, value]));
}

function readAxis(axis: string): { readonly place: string; readonly values: readonly Json[] } {
  const [name = ""] = axis.split("=");
  const texts = axis.slice(name.length + 1).split(",");
  if (name === "task" || name.startsWith("task.")) throw invalid(axis, "an option of the tuning");
  if (texts.some((text) => text.trim() === "")) throw invalid(axis, "option=value,value");
  const values = texts.map((text) => parseOverride(`${name}=${text.trim()}`).value);
  return { place: PLACES.get(name) ?? name, values };
}

function invalid(axis: string, expected: string): GptError {
  return new GptError("GRID_INVALID", {
    message: `"--grid ${axis}" does not list values of an option.`,
    expected,
    got: axis,
    help: "--grid lr=1e-4,3e-4 --grid epochs=3,6 --grid optimizer.weightDecay=0,0.1",
  });
}
