import { STREAM, site } from "@gpt/random";
import { GptError } from "@gpt/registry";
import { tensor, tidy, type Variable, variable } from "@tensorflow/tfjs-core";
import { type Initializer, initialValues } from "./initializer.ts";

/** A named weight. It is a shape first; memory comes with {@link ParameterTable.initialize}. */
export class Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  #variable: Variable | undefined;

  constructor(name: string, shape: readonly number[], initializer: Initializer) {
    this.name = name;
    this.shape = shape;
    this.initializer = initializer;
  }

  /** Number of scalars. */
  get size(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }

  /** The tensor. @throws GptError `PARAMETER_NOT_INITIALIZED` */
  get variable(): Variable {
    if (this.#variable !== undefined) return this.#variable;
    throw new GptError("PARAMETER_NOT_INITIALIZED", {
      message: `The parameter "${this.name}" has no values yet.`,
      expected:
        "parameters.initialize(seed) or parameters.assign(name, values) before the first use",
      got: "a shape without values",
      help: "call initialize(seed) on the model's parameters",
    });
  }

  /** Sets all values. @throws GptError `PARAMETER_SHAPE` */
  assign(values: Float32Array): void {
    if (values.length !== this.size) throw wrongSize(this, values.length);
    tidy(() => {
      const value = tensor(values, [...this.shape], "float32");
      if (this.#variable === undefined) this.#variable = variable(value);
      else this.#variable.assign(value);
    });
  }

  /** Frees the memory. */
  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}

/** Where a layer declares its parameters; scopes nest by name. */
export interface ParameterScope {
  /** Declares a weight under this scope. */
  declare(name: string, shape: readonly number[], initializer: Initializer): Parameter;
  /** A scope inside this one. */
  scope(name: string): ParameterScope;
  /** A number that stands for a place in the model, to address its random bits. */
  site(name: string): number;
}

/** A weight off the device. */
export interface ParameterValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** All parameters of a model, by name, in the order they were declared. */
export class ParameterTable implements Iterable<Parameter> {
  readonly #parameters = new Map<string, Parameter>();

  /** A scope that prefixes names; the empty prefix is the root. */
  scope(prefix = ""): ParameterScope {
    const path = (name: string) => [prefix, name].filter((part) => part !== "").join(".");
    return {
      declare: (name, shape, initializer) => this.#declare(path(name), shape, initializer),
      scope: (name) => this.scope(path(name)),
      site: (name) => site(path(name)),
    };
  }

  /** Number of scalars in all parameters, from shapes: nothing needs to be allocated. */
  get count(): number {
    return [...this].reduce((sum, parameter) => sum + parameter.size, 0);
  }

  /** Names in order. */
  get names(): readonly string[] {
    return [...this.#parameters.keys()];
  }

  /** One parameter. @throws GptError `UNKNOWN_PARAMETER` */
  get(name: string): Parameter {
    const parameter = this.#parameters.get(name);
    if (parameter !== undefined) return parameter;
    throw new GptError("UNKNOWN_PARAMETER", {
      message: `The model has no parameter "${name}".`,
      expected: `one of ${this.names.slice(0, 4).join(", ")}, …`,
      got: name,
      help: "compare the names with parameters.names",
    });
  }

  /** Whether there is a parameter of that name. */
  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  /** Draws first values. Each depends on the seed and the parameter's name alone. */
  initialize(seed: number): void {
    for (const { name, shape, initializer } of this) {
      const address = { seed, stream: STREAM.init, site: site(name) };
      this.assign(name, initialValues(initializer, shape, address));
    }
  }

  /** Sets one parameter's values. @throws GptError `UNKNOWN_PARAMETER`, `PARAMETER_SHAPE` */
  assign(name: string, values: Float32Array): void {
    this.get(name).assign(values);
  }

  /** All values, in order: copies, since a backend may hand out memory that the next step changes. */
  async download(): Promise<ParameterValues[]> {
    const weights: ParameterValues[] = [];
    for (const { name, shape, variable } of this) {
      weights.push({ name, shape, values: Float32Array.from(await variable.data()) });
    }
    return weights;
  }

  /** Frees all memory. */
  dispose(): void {
    for (const parameter of this) parameter.dispose();
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.#parameters.values();
  }

  #declare(name: string, shape: readonly number[], initializer: Initializer): Parameter {
    if (this.#parameters.has(name)) {
      throw new GptError("DUPLICATE_PARAMETER", {
        message: `Two layers declare the parameter "${name}".`,
        expected: "a name for each parameter",
        got: `"${name}" twice`,
        help: "give one of the layers a scope of its own: scope.scope(name)",
      });
    }
    const parameter = new Parameter(name, shape, initializer);
    this.#parameters.set(name, parameter);
    return parameter;
  }
}

function wrongSize(parameter: Parameter, got: number): GptError {
  return new GptError("PARAMETER_SHAPE", {
    message: `The values for "${parameter.name}" do not fit its shape.`,
    expected: `${parameter.size} numbers for [${parameter.shape}]`,
    got: `${got} numbers`,
    help: "the weights are of a model with other sizes: compare its config",
  });
}
