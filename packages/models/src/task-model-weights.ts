import type { ParameterValues } from "@gpt/layers";
import { GptError } from "@gpt/registry";
import type { TaskModel } from "./task-model.ts";

/**
 * Gives an initialised task model the weights of a pre-trained one. Rows of tokens that the latter does
 * not have keep the values they were drawn with.
 *
 * @returns names the task model has no place for: the pre-training heads
 * @throws GptError `CHECKPOINT_MISMATCH` where a weight of the trunk is missing or of another shape
 */
export async function adoptPretrained(
  model: TaskModel,
  weights: Iterable<ParameterValues>,
): Promise<readonly string[]> {
  const given = new Map([...weights].map((weight) => [weight.name, weight]));
  const problems: string[] = [];
  const adopted = new Map<string, Float32Array>();
  for (const name of model.trunkNames) {
    const { shape, variable } = model.parameters.get(name);
    const weight = given.get(name);
    given.delete(name);
    if (weight === undefined) problems.push(`${name} is missing`);
    else if (weight.shape.join() === shape.join()) adopted.set(name, weight.values);
    else if (isGrown(weight.shape, shape, model.vocabSize)) {
      const rows = Float32Array.from(await variable.data());
      rows.set(weight.values);
      adopted.set(name, rows);
    } else problems.push(`${name} is [${weight.shape}] instead of [${shape}]`);
  }
  if (problems.length > 0) throw mismatch(problems);
  for (const [name, values] of adopted) model.parameters.assign(name, values);
  return [...given.keys()];
}

/** Whether a table has got rows for new tokens. */
function isGrown(from: readonly number[], to: readonly number[], vocabSize: number): boolean {
  const [before = 0, ...width] = from;
  const [after, ...newWidth] = to;
  return after === vocabSize && before < vocabSize && width.join() === newWidth.join();
}

function mismatch(problems: readonly string[]): GptError {
  const more = problems.length > 8 ? `; and ${problems.length - 8} more` : "";
  return new GptError("CHECKPOINT_MISMATCH", {
    message: `The pre-trained model does not fit the task model: ${problems.length} differences.`,
    expected: "every weight of the trunk, with its shape; the vocabulary may be smaller",
    got: problems.slice(0, 8).join("; ") + more,
    help: "make the task model from the pre-trained model's own config",
  });
}
