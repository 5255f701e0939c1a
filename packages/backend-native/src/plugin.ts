import { availableParallelism, totalmem } from "node:os";
import { startCompiled } from "@gpt/kernels";
import { type AnyPlugin, GptError } from "@gpt/registry";
import * as v from "valibot";
import { findAddon } from "./find.ts";
import { type Addon, loadAddon } from "./load.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND_NAME = "native";

/** Options of the backend. */
export interface NativeOptions {
  /** Threads that kernels use, 256 at most. @default one for every physical core */
  readonly threads?: number | undefined;
  /**
   * Instruction set: `amx`, `avx512bf16`, `avx512`, `avx2`, `neonbf16`, `neon` or `portable`.
   * @default the fastest this processor has
   */
  readonly level?: string | undefined;
  /**
   * `bf16`: operands of large products are rounded to bf16; sums, statistics, losses and weights stay
   * float32. Tokens that are generated one at a time read a rounded copy of the weights, which takes half as
   * long and half as much memory again. Only the levels `amx`, `avx512bf16` and `neonbf16` have a unit for it; the others go on in `f32`.
   * @default "f32"
   */
  readonly precision?: string | undefined;
  /** Bytes that tensors may take. @default 95 % of what the machine, or the container, has */
  readonly memoryLimit?: number | undefined;
}

/** Levels that multiply bf16. */
export const BF16_LEVELS: readonly string[] = ["amx", "avx512bf16", "neonbf16"];

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const options = v.strictObject({
  threads: v.optional(v.pipe(positive, v.maxValue(256))),
  level: v.optional(
    v.picklist(["amx", "avx512bf16", "avx512", "avx2", "neonbf16", "neon", "portable"]),
  ),
  precision: v.optional(v.picklist(["f32", "bf16"])),
  memoryLimit: v.optional(positive),
});

/** C++ kernels on the CPU, as an entry of kind "backend". */
export const nativePlugin: AnyPlugin = {
  kind: "backend",
  name: BACKEND_NAME,
  description: "C++ kernels on all cores of the CPU; Node and Deno",
  options,
  create: (given: NativeOptions) => ({
    name: BACKEND_NAME,
    probe: async () => probe(given),
    init: () => startNative(given),
  }),
};

/** What stands where the plug-in's `probe` looks; see BackendPlugin of @gpt/backends. */
type Probe =
  | { readonly usable: true; readonly detail: string }
  | { readonly usable: false; readonly reason: string; readonly help?: string };

function probe(given: NativeOptions): Probe {
  try {
    const addon = loadAddon();
    const level = given.level ?? (addon.levels()[0] as string);
    if (!addon.levels().includes(level)) {
      return { usable: false, reason: `this processor does not have ${level}` };
    }
    const threads = threadsOf(addon, given);
    const count = threads === 1 ? "one thread" : `${threads} threads`;
    const parts = [level, ...precisionOf(given, level), count];
    return {
      usable: true,
      detail: `C++ kernels, ${parts.join(", ")}, ${findAddon().origin}`,
    };
  } catch (error) {
    const { message, help } = error as GptError;
    const got = (error as GptError).got;
    const reason = `${message.split("\n")[0]?.replace(/\.$/, "")}${got ? `: ${got}` : ""}`;
    return { usable: false, reason, help };
  }
}

/** Nothing for float32; where bf16 is wanted, also whether the level has it. */
function precisionOf({ precision }: NativeOptions, level: string): string[] {
  if (precision !== "bf16") return [];
  return [BF16_LEVELS.includes(level) ? "bf16" : "float32 (it has no unit for bf16)"];
}

/** A core's second thread would share the units for vectors that the first keeps busy. */
function threadsOf(addon: Addon, { threads }: NativeOptions): number {
  const logical = availableParallelism(); // a container's quota counts here
  return threads ?? Math.min(256, logical, addon.cores() || logical);
}

/**
 * Makes the native backend tfjs-core's current one, with its kernels registered.
 *
 * @throws GptError `NATIVE_MISSING`, `NATIVE_BROKEN`, `NATIVE_LEVEL`
 */
export async function startNative(given: NativeOptions = {}): Promise<void> {
  const addon = loadAddon();
  configure(addon, given);
  await startCompiled(BACKEND_NAME, addon);
}

function configure(addon: Addon, given: NativeOptions): void {
  const levels = addon.levels();
  const level = given.level ?? (levels[0] as string);
  if (!addon.setLevel(level)) {
    throw new GptError("NATIVE_LEVEL", {
      message: "The native backend cannot use this instruction set here.",
      expected: levels.join(", "),
      got: level,
      help: "leave the option `level` out for the fastest that this processor has",
    });
  }
  addon.setBf16(given.precision === "bf16" ? 1 : 0);
  addon.threads(threadsOf(addon, given));
  addon.setLimit(given.memoryLimit ?? Math.floor(0.95 * memoryHere()));
}

/** Bytes that this process may use: a container may have less than its machine. */
function memoryHere(): number {
  const constrained = process.constrainedMemory?.() ?? 0; // 0: no limit known; Deno has no such function
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
