import { GptError } from "@gpt/registry";
import { type Family, nameTable } from "./published-names.ts";
import { float32, type TensorData, toFloat32 } from "./tensor-data.ts";

/** Name and shape of a parameter that a model has. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Published tensors under our names and in our layout.
 *
 * @param family null for tensors that are under our names and in our layout already
 * @param wanted the model's parameters: all of them must be there, and nothing else may be
 * @throws GptError `CHECKPOINT_MISMATCH` listing what is missing, left over, or of another shape
 */
export function importTensors(
  family: Family | null,
  tensors: ReadonlyMap<string, TensorData>,
  wanted: Iterable<ParameterShape>,
): Map<string, Float32Array> {
  const found = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) {
    const ours = ourName(family, name);
    if (ours !== null) found.set(ours, isTransposed(family, name) ? transpose(tensor) : tensor);
  }
  const [output, table] = (family && nameTable(family).tied) ?? ["", ""];
  const tied = tensors.get(output);
  if (tied !== undefined && !found.has(table)) found.set(table, tied);
  const problems: string[] = [];
  const values = new Map<string, Float32Array>();
  for (const { name, shape } of wanted) {
    const tensor = found.get(name);
    found.delete(name);
    if (tensor === undefined) problems.push(`${name} is missing`);
    else if (tensor.shape.join() !== shape.join()) {
      problems.push(`${name} is [${tensor.shape}] instead of [${shape}]`);
    } else values.set(name, toFloat32(tensor));
  }
  problems.push(...[...found.keys()].map((name) => `${name} is left over`));
  if (problems.length > 0) throw mismatch(family, problems);
  return values;
}

/** Our parameters under their published names and in their published layout. */
export function exportTensors(
  family: Family,
  parameters: Iterable<ParameterShape & { readonly values: Float32Array }>,
): Map<string, TensorData> {
  const { prefix, heads } = nameTable(family);
  const out = new Map<string, TensorData>();
  for (const { name, shape, values } of parameters) {
    const tensor = float32(shape, values);
    const published = heads.test(name) ? name : `${prefix}${name}`;
    out.set(published, isTransposed(family, published) ? transpose(tensor) : tensor);
  }
  return out;
}

/** Our name of a published tensor; null where it is no parameter. */
function ourName(family: Family | null, published: string): string | null {
  if (family === null) return published;
  const { prefix, ignored, renamed } = nameTable(family);
  const bare = published.startsWith(prefix) ? published.slice(prefix.length) : published;
  const name = renamed.reduce((text, [from, to]) => text.replace(from, to), bare);
  return ignored.test(name) ? null : name;
}

function isTransposed(family: Family | null, published: string): boolean {
  return family !== null && (nameTable(family).transposed?.test(published) ?? false);
}

/** `[rows, columns]` → `[columns, rows]`. */
function transpose(tensor: TensorData): TensorData {
  const [rows = 0, columns = 0] = tensor.shape;
  const from = toFloat32(tensor);
  const to = new Float32Array(from.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j] as number;
  }
  return float32([columns, rows], to);
}

function mismatch(family: Family | null, problems: readonly string[]): GptError {
  const shown = problems.slice(0, 8).join("; ");
  const more = problems.length > 8 ? `; and ${problems.length - 8} more` : "";
  return new GptError("CHECKPOINT_MISMATCH", {
    message: `The checkpoint does not fit the model (${family ?? "own names"}): ${problems.length} differences.`,
    expected: "every parameter of the model, with its shape, and no other",
    got: shown + more,
    help: "compare the sizes in the two configs; a checkpoint of another architecture cannot be loaded",
  });
}
