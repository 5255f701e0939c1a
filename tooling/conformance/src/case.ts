import { fillNormal, STREAM } from "@gpt/random";
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Array64, type Arrays, sizeOf } from "./oracle/array.ts";

/** Tensors by the name of the op's argument. */
export type Tensors = { readonly [name: string]: Tensor };

/** One question that op and oracle both answer. */
export interface Case {
  readonly name: string;
  /** Takes seconds on a slow backend: only asked where large cases are wanted. */
  readonly large?: boolean;
  /** Scores are far apart, so that a rounding of operands counts many times. */
  readonly wide?: boolean;
  /** Float arguments; gradients are taken with respect to all of them. */
  readonly inputs: Arrays;
  /** The op. Runs inside `tidy`; returns tensors that are not its inputs. */
  readonly run: (inputs: Tensors) => Tensor[];
  /** The oracle's answer. */
  readonly forward: (inputs: Arrays) => Array64[];
  /** The oracle's gradients, given one gradient for each output; left out for ops that have none. */
  readonly backward?: (inputs: Arrays, dys: readonly Array64[]) => Arrays;
}

/** Cases of one op. */
export interface CaseGroup {
  readonly op: string;
  readonly cases: readonly Case[];
}

/**
 * Normal numbers, the same for the same salt, each of which float32 can hold: op and oracle start
 * from equal inputs.
 */
export function sample(shape: readonly number[], salt: number, spread = 1, centre = 0): Array64 {
  const values = new Float32Array(sizeOf(shape));
  fillNormal(values, { seed: 2017, site: salt, stream: STREAM.init });
  return { shape, data: Float64Array.from(values, (x) => Math.fround(centre + spread * x)) };
}

/** Whole numbers in [0, limit), varied and with repetitions. */
export function integers(count: number, limit: number, salt = 1): number[] {
  return Array.from({ length: count }, (_, n) => (n * n * 7 + n * salt + salt) % limit);
}
