import { GptError } from "@gpt/registry";
import {
  engine,
  type GradConfig,
  getBackend,
  getGradient,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";

/** Inputs of an op; a missing optional input is left out, null or {@link ABSENT}. */
export type OpInputs = { readonly [name: string]: Tensor | null | undefined };

/**
 * What stands for the gradient of an output that none reaches, such as a statistic that only the
 * backward pass reads. No null: tfjs-core would make zeros of it.
 */
export const ABSENT: Tensor = false as unknown as Tensor;

/** A gradient as tfjs' registry takes it, and what `valueAndGrads` makes more of. */
export interface OpGradient extends Omit<GradConfig, "kernelName"> {
  /** Whether `gradFunc` takes {@link ABSENT} for every output but the first. @default false: it gets zeros */
  readonly takesAbsent?: boolean;
  /** By input: adds its gradient to a total, which is used up. @default the gradient is made, then added */
  readonly addTo?: {
    readonly [input: string]: (total: Tensor, dys: Tensor[], saved: Tensor[]) => Tensor;
  };
}

/**
 * One entry of the op vocabulary: a kernel name, a reference that is always right on every tfjs
 * backend, and a gradient.
 */
export interface OpDefinition<A> {
  /** Name under which backends register their kernels. */
  readonly name: string;
  /** The op composed from stock tfjs ops. Must return tensors of its own, never an input. */
  readonly reference: (inputs: NamedTensorMap, attrs: A) => Tensor[];
  /** Gradient in terms of other ops; left out for ops that need none. */
  readonly gradient?: OpGradient;
}

/** Defines an op. */
export function defineOp<A extends object>(definition: OpDefinition<A>): OpDefinition<A> {
  return definition;
}

/**
 * Runs an op on the current backend: its own kernel where it has one, else the reference, which is
 * then registered as that backend's kernel, so that there is one path through the tape for all.
 *
 * @throws GptError `TENSOR_DISPOSED`
 */
export function runOp<A extends object>(op: OpDefinition<A>, inputs: OpInputs, attrs: A): Tensor[] {
  prepare(op);
  const out = engine().runKernel<Tensor | Tensor[]>(
    op.name,
    presentOf(op.name, inputs),
    attrs as NamedAttrMap,
  );
  return Array.isArray(out) ? out : [out];
}

/** The inputs that are there; the object itself where all are. @throws GptError `TENSOR_DISPOSED` */
function presentOf(op: string, inputs: OpInputs): NamedTensorMap {
  let complete = true;
  for (const name in inputs) {
    if (!inputs[name]) complete = false;
    else if (inputs[name].isDisposed) throw disposed(op, name, inputs[name]);
  }
  if (complete) return inputs as NamedTensorMap;
  const present: NamedTensorMap = {};
  for (const name in inputs) if (inputs[name]) present[name] = inputs[name];
  return present;
}

function disposed(op: string, name: string, { id, shape, dtype }: Tensor): GptError {
  return new GptError("TENSOR_DISPOSED", {
    message: `${op} was given a tensor that is disposed of.`,
    expected: `a tensor as ${name} that is still there`,
    got: `tensor ${id}, [${shape}] ${dtype}`,
    help: "dispose of it later, or return it from the tidy() that it was made in, or keep() it",
  });
}

/** As {@link runOp}, for ops with one output. */
export function runOp1<A extends object>(op: OpDefinition<A>, inputs: OpInputs, attrs: A): Tensor {
  return runOp(op, inputs, attrs)[0] as Tensor;
}

/**
 * Whether a backend has a kernel of its own for an op.
 *
 * @param backend defaults to the current one
 */
export function hasKernel(name: string, backend: string = getBackend()): boolean {
  const kernel = getKernel(name, backend);
  return kernel !== undefined && !(REFERENCE in kernel.kernelFunc);
}

/**
 * Marks kernel functions that are references in disguise. A registered symbol, because tfjs keeps
 * one kernel registry for a process, in which there may be two copies of this package.
 */
const REFERENCE: unique symbol = Symbol.for("@gpt/ops reference") as never;

function prepare<A extends object>(op: OpDefinition<A>): void {
  if (op.gradient !== undefined && getGradient(op.name) === undefined) {
    registerGradient({ kernelName: op.name, ...op.gradient });
  }
  const backend = getBackend();
  if (getKernel(op.name, backend) !== undefined) return;
  const kernelFunc = ({ inputs, attrs }: { inputs: object; attrs?: object }): Tensor[] =>
    tidy(() => op.reference(inputs as NamedTensorMap, attrs as A));
  Object.assign(kernelFunc, { [REFERENCE]: true });
  registerKernel({ kernelName: op.name, backendName: backend, kernelFunc });
}
