import { activation, activationGrad, CURVES, type Curve } from "./activation.ts";
import { adam } from "./adam.ts";
import { columnSums, combine, dot, scale } from "./arithmetic.ts";
import { type AnyFunc, assemble } from "./assembler.ts";
import { dropoutFactors } from "./dropout.ts";
import { gemm, packB } from "./gemm.ts";
import { v128 } from "./instructions.ts";
import { normalize, normalizeGrad } from "./layer-norm.ts";
import { expSum, max, softmaxGrad } from "./softmax.ts";
import type { MultiplyAdd } from "./vectors.ts";

type Numeric = (...numbers: number[]) => number;

/** The exported functions; addresses and sizes are numbers. Each says more where it is defined. */
export type SimdFunctions = {
  readonly [name in
    | Curve
    | `${Curve}_grad`
    | "adam"
    | "add"
    | "columnSums"
    | "dot"
    | "dropoutFactors"
    | "expSum"
    | "gemm"
    | "max"
    | "mul"
    | "normalize"
    | "normalizeGrad"
    | "packB"
    | "scale"
    | "softmaxGrad"]: Numeric;
};

/** Bytes of the work space that the functions share. */
export const TILE_BYTES = 256;

const separate: MultiplyAdd = (a, b, sum) => v128.add(v128.mul(a, b), sum);

function functions(multiplyAdd: MultiplyAdd): AnyFunc[] {
  return [
    ...CURVES.flatMap((curve) => [
      activation(curve, multiplyAdd),
      activationGrad(curve, multiplyAdd),
    ]),
    combine("add"),
    combine("mul"),
    ...[gemm, expSum, dot, normalize, normalizeGrad, adam].map((make) => make(multiplyAdd)),
    ...[packB, max, softmaxGrad, scale, columnSums, dropoutFactors].map((make) => make()),
  ];
}

/** The module's bytes: with fused multiply-add where the runtime has relaxed SIMD. */
export function simdModule(relaxed: boolean): Uint8Array<ArrayBuffer> {
  return assemble(functions(relaxed ? v128.fusedMultiplyAdd : separate));
}

/** Which instructions the runtime has. */
export function simdSupport(): "none" | "simd" | "relaxed" {
  const valid = (make: MultiplyAdd) => WebAssembly.validate(assemble([dot(make)]));
  if (valid(v128.fusedMultiplyAdd)) return "relaxed";
  return valid(separate) ? "simd" : "none";
}

/** Compiles the functions over a memory; `tile` is the address of {@link TILE_BYTES} free bytes. */
export async function instantiate(
  memory: WebAssembly.Memory,
  tile: number,
  relaxed: boolean,
): Promise<SimdFunctions> {
  const { instance } = await WebAssembly.instantiate(simdModule(relaxed), {
    env: { memory, tile },
  });
  return instance.exports as SimdFunctions;
}
