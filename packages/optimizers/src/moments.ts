import { GptError } from "@gpt/registry";
import { fill, mul, type Tensor, tidy, type Variable, variable } from "@tensorflow/tfjs-core";
import type { OptimizerParameter } from "./optimizer.ts";

/**
 * The running averages of some parameters: one variable for each kind of moment and parameter. They
 * begin as zeros when a parameter is first reached, so what is never trained takes no memory.
 */
export class Moments {
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #kinds: readonly string[];
  readonly #variables = new Map<string, Variable>();
  /** The same by kind and parameter: names put together anew would be looked up slowly. */
  readonly #byKind = new Map<string, Map<string, Variable>>();

  /** @param kinds as `["m", "v"]` */
  constructor(parameters: readonly OptimizerParameter[], kinds: readonly string[]) {
    const names = parameters.flatMap(({ name, shape }) =>
      kinds.map((kind) => [`${name}.${kind}`, shape] as const),
    );
    this.#shapes = new Map(names);
    this.#kinds = kinds;
    for (const kind of kinds) this.#byKind.set(kind, new Map());
  }

  /** One moment of one parameter. */
  get({ name, shape }: OptimizerParameter, kind: string): Variable {
    const ofKind = this.#byKind.get(kind) as Map<string, Variable>;
    let moment = ofKind.get(name);
    if (moment !== undefined) return moment;
    const key = `${name}.${kind}`;
    moment = this.#variables.get(key);
    if (moment === undefined) {
      moment = tidy(() => variable(fill([...shape], 0), false)); // made on the device, unlike tf.zeros
      this.#variables.set(key, moment);
    }
    ofKind.set(name, moment);
    return moment;
  }

  /** All moments by name, live. */
  entries(): { [name: string]: Tensor } {
    return Object.fromEntries(this.#variables);
  }

  /** Takes copies of exactly these moments. @throws GptError `OPTIMIZER_STATE`, and nothing has changed */
  restore(tensors: { readonly [name: string]: Tensor }): void {
    for (const [name, tensor] of Object.entries(tensors)) this.#check(name, tensor, tensors);
    this.dispose();
    for (const [name, tensor] of Object.entries(tensors)) {
      // A product of its own: a variable made from the tensor itself would share its memory.
      this.#variables.set(
        name,
        tidy(() => variable(mul(tensor, 1), false)),
      );
    }
  }

  dispose(): void {
    for (const moment of this.#variables.values()) moment.dispose();
    this.#variables.clear();
    for (const ofKind of this.#byKind.values()) ofKind.clear();
  }

  #check(name: string, { shape: got }: Tensor, tensors: object): void {
    const shape = this.#shapes.get(name);
    if (shape === undefined) {
      throw mismatch(name, "a moment of a parameter of this model", "no such parameter or moment");
    }
    if (got.join() !== shape.join()) throw mismatch(name, `shape [${shape}]`, `shape [${got}]`);
    const parameter = name.slice(0, name.lastIndexOf("."));
    const missing = this.#kinds.find((kind) => !(`${parameter}.${kind}` in tensors));
    if (missing !== undefined) {
      throw mismatch(name, `"${parameter}.${missing}" beside it`, "none of that name");
    }
  }
}

function mismatch(name: string, expected: string, got: string): GptError {
  return new GptError("OPTIMIZER_STATE", {
    message: `The optimizer state does not fit: "${name}".`,
    expected,
    got,
    help: "resume with the model and the optimizer that the state was saved with",
  });
}
