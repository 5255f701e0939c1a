import { GptError } from "@gpt/registry";
import {
  engine,
  getGradient,
  ones,
  type Scalar,
  type Tensor,
  tidy,
  type Variable,
} from "@tensorflow/tfjs-core";
import { accumulate } from "./accumulate.ts";
import { ABSENT, type OpGradient } from "./dispatch.ts";

/** tfjs' tape: what ran, in order, with what each gradient will need. */
type Tape = ReturnType<typeof engine>["state"]["activeTape"];
type Node = Tape[number];

/** A scalar, and how it came about. */
export interface Recording {
  readonly value: Scalar;
  /** Emptied by {@link backpropagate} or {@link dropTape}: it holds tensors. */
  readonly tape: Tape;
}

/** Runs a function with tfjs' tape on, which must be off. */
export function record(f: () => Scalar): Recording {
  const { state } = engine();
  state.activeTape = [];
  state.gradientDepth++;
  try {
    return { value: tidy(f), tape: state.activeTape };
  } catch (error) {
    dropTape(state.activeTape);
    throw error;
  } finally {
    state.gradientDepth--;
    state.activeTape = [];
  }
}

/** Lets go of everything that a tape holds. */
export function dropTape(tape: Tape): void {
  for (let node = tape.pop(); node !== undefined; node = tape.pop()) release(node);
}

function release(node: Node): void {
  for (const tensor of node.saved ?? []) tensor.dispose();
}

/** Gradients so far, by the id of the tensor that they are of. */
type Totals = Map<number, Tensor>;

/**
 * Walks a tape backwards, as tfjs-core does, but lets go of each node's tensors and of its outputs'
 * gradients once they are used, adds in place, and makes no zeros where the gradient takes none.
 *
 * @returns a gradient for each parameter; null where none arrives
 * @throws GptError `NO_GRADIENT`
 */
export function backpropagate(
  { value, tape }: Recording,
  params: readonly Variable[],
): (Tensor | null)[] {
  const dependent = dependents(tape, params);
  const totals: Totals = new Map([[value.id, ones(value.shape)]]);
  for (let node = tape.at(-1); node !== undefined; node = tape.at(-1)) {
    step(node, totals, dependent);
    release(node);
    tape.pop();
  }
  return params.map(({ id }) => totals.get(id) ?? null);
}

/** Ids of the parameters and of all that is made from them. */
function dependents(tape: Tape, params: readonly Variable[]): ReadonlySet<number> {
  const ids = new Set(params.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (anyOf(inputs, ids)) for (const { id } of outputs) ids.add(id);
  }
  return ids;
}

/** Whether any of the inputs is among some tensors. */
function anyOf(inputs: Node["inputs"], ids: ReadonlySet<number>): boolean {
  for (const name in inputs) if (ids.has((inputs[name] as Tensor).id)) return true;
  return false;
}

/** Names of those inputs that are among some tensors. */
function namesOf(inputs: Node["inputs"], ids: ReadonlySet<number>): string[] {
  const names: string[] = [];
  for (const name in inputs) if (ids.has((inputs[name] as Tensor).id)) names.push(name);
  return names;
}

/** Takes the gradients of a node's outputs out of the totals, and brings those of its inputs in. */
function step(node: Node, totals: Totals, dependent: ReadonlySet<number>): void {
  if (!node.outputs.some(({ id }) => totals.has(id))) return; // most: tfjs also records copies that are kept
  const dys = node.outputs.map(({ id }) => totals.get(id));
  const names = namesOf(node.inputs, dependent);
  if (names.length > 0) {
    const updates: Totals = new Map();
    tidy(() => {
      differentiate(node, names, dys, totals, updates);
      return [...updates.values()];
    });
    for (const [id, total] of updates) {
      totals.get(id)?.dispose();
      totals.set(id, total);
    }
  }
  for (const dy of dys) dy?.dispose();
  for (const { id } of node.outputs) totals.delete(id);
}

function differentiate(
  node: Node,
  names: readonly string[],
  dys: readonly (Tensor | undefined)[],
  totals: Totals,
  updates: Totals,
): void {
  const saved = node.saved ?? [];
  const own = getGradient(node.kernelName) as OpGradient | undefined;
  const given = dys.map((dy, i) => dy ?? (i > 0 && own?.takesAbsent ? ABSENT : dy)) as Tensor[];
  const gradients = node.gradient?.(given) ?? {};
  const taken = [...given, ...saved];
  for (const name of names) {
    const { id } = node.inputs[name] as Tensor;
    const total = updates.get(id) ?? totals.get(id);
    const addTo = own?.addTo?.[name];
    if (total && addTo) updates.set(id, addTo(total, given, saved));
    else {
      const made = gradients[name]?.();
      if (made === undefined) throw noGradient(node.kernelName, name);
      const dx = taken.includes(made) ? made.clone() : made; // each is let go of on its own
      taken.push(dx);
      updates.set(id, total ? accumulate(total, dx) : dx);
    }
  }
}

function noGradient(kernel: string, input: string): GptError {
  return new GptError("NO_GRADIENT", {
    message: "A parameter reaches the loss through an operation that has no gradient.",
    expected: `a gradient of ${kernel} with respect to its input ${input}`,
    got: "none",
    help: "use other operations, or register one with tfjs' registerGradient",
  });
}
