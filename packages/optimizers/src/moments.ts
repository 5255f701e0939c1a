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

  /** @param kinds as `["m", "v"]` */
  constructor(parameters: readonly OptimizerParameter[], kinds: readonly string[]) {
    const names = parameters.flatMap(({ name, shape }) =>
      kinds.map((kind) => [`${name}.${kind}`, shape] as const),
    );
    this.#shapes = new Map(names);
    this.#kinds = kinds;
  }

  /** One moment of one parameter. */
  get({ name, shape }: OptimizerParameter, kind: string): Variable {
    const key = `${name}.${kind}`;
    const known = this.#variables.get(key);
    if (known !== undefined) return known;
    const made = tidy(() => variable(fill([...shape], 0), false)); // made on the device, unlike tf.zeros
    this.#variables.set(key, made);
    return made;
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
