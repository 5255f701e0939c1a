import { activation, activationGrad, CURVES, type Curve } from "./activation.ts";
import { adam } from "./adam.ts";
import { columnSums, combine, copyRows, dot, scale } from "./arithmetic.ts";
import { type AnyFunc, assemble } from "./assembler.ts";
import { expRows, scaleRows, softmaxGradRows } from "./attention-rows.ts";
import { dropoutFactors } from "./dropout.ts";
import { gemm } from "./gemm.ts";
import { v128 } from "./instructions.ts";
import { normalize, normalizeGrad } from "./layer-norm.ts";
import { pack } from "./pack.ts";
import { compileRelaxed, isValidRelaxed } from "./relaxed.ts";
import { expSum, max } from "./softmax.ts";
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
    | "copyRows"
    | "dot"
    | "dropoutFactors"
    | "expRows"
    | "expSum"
    | "gemm"
    | "max"
    | "mul"
    | "normalize"
    | "normalizeGrad"
    | "packA"
    | "packB"
    | "scale"
    | "scaleRows"
    | "softmaxGradRows"]: Numeric;
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
    ...[expRows, softmaxGradRows].map((make) => make(multiplyAdd)),
    pack("packA", 4), // four rows of a, eight columns of b: the tile of gemm
    pack("packB", 8),
    ...[max, scale, scaleRows, copyRows, columnSums, dropoutFactors].map((make) => make()),
  ];
}

/** The module's bytes: with fused multiply-add where the runtime has relaxed SIMD. */
function simdModule(relaxed: boolean): Uint8Array<ArrayBuffer> {
  return assemble(functions(relaxed ? v128.fusedMultiplyAdd : separate));
}

/** Which instructions the runtime has. */
export function simdSupport(): "none" | "simd" | "relaxed" {
  if (isValidRelaxed(assemble([dot(v128.fusedMultiplyAdd)]))) return "relaxed";
  return WebAssembly.validate(assemble([dot(separate)])) ? "simd" : "none";
}

/** Compiles the functions over a memory; `tile` is the address of {@link TILE_BYTES} free bytes. */
export async function instantiate(
  memory: WebAssembly.Memory,
  tile: number,
  relaxed: boolean,
): Promise<SimdFunctions> {
  const bytes = simdModule(relaxed);
  const module = await (relaxed ? compileRelaxed(bytes) : WebAssembly.compile(bytes));
  const instance = await WebAssembly.instantiate(module, { env: { memory, tile } });
  return instance.exports as SimdFunctions;
}
