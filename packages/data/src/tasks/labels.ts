import { GptError } from "@gpt/registry";

/** Finds the index of a label as a file writes it. @throws GptError `LABEL_UNKNOWN` */
export type LabelIndex = (value: string, place: string) => number;

/**
 * Reads labels: as `values` writes them, or else by name or index.
 *
 * @param names by index
 */
export function labelIndex(names: readonly string[], values?: readonly string[]): LabelIndex {
  const spellings = values ?? names;
  return (value, place) => {
    const found = spellings.indexOf(value);
    if (found >= 0) return found;
    const number = values === undefined && /^\d+$/.test(value) ? Number(value) : -1;
    if (number >= 0 && number < names.length) return number;
    throw unknown(value, place, `one of ${spellings.join(", ")}${values ? "" : ", or its index"}`);
  };
}

/** The score of a regression. @throws GptError `LABEL_UNKNOWN` */
export function readScore(value: string, place: string): number {
  const score = Number(value);
  if (value.trim() !== "" && Number.isFinite(score)) return score;
  throw new GptError("LABEL_UNKNOWN", {
    message: `${place} has a score that is not a number.`,
    expected: "a number",
    got: JSON.stringify(value),
    help: "check the label column; a file without a header line needs the columns' names",
  });
}

function unknown(value: string, place: string, expected: string): GptError {
  return new GptError("LABEL_UNKNOWN", {
    message: `${place} has a label that the task does not know.`,
    expected,
    got: JSON.stringify(value),
    help: "add it to the task's labels, or name the right label column",
  });
}
