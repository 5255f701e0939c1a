import { availableParallelism, totalmem } from "node:os";
import { compiledPlugin, type Probe, startCompiled } from "@gpt/kernels";
import { type AnyPlugin, GptError, validate } from "@gpt/registry";
import { findAddon } from "./find.ts";
import { type Addon, loadAddon } from "./load.ts";
import {
  BF16_LEVELS,
  type Level,
  MOST_THREADS,
  type NativeOptions,
  nativeOptions,
} from "./options.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND_NAME = "native";

/** C++ kernels on the CPU, as an entry of kind "backend". */
export const nativePlugin: AnyPlugin = compiledPlugin({
  name: BACKEND_NAME,
  description: "C++ kernels on all cores of the CPU; Node and Deno",
  options: nativeOptions,
  probe,
  start: startNative,
});

function probe(given: NativeOptions): Probe {
  try {
    const addon = loadAddon();
    const level = given.level ?? (addon.levels()[0] as Level);
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
function precisionOf({ precision }: NativeOptions, level: Level): string[] {
  if (precision !== "bf16") return [];
  return [BF16_LEVELS.includes(level) ? "bf16" : "float32 (it has no unit for bf16)"];
}

/** A core's second thread would share the units for vectors that the first keeps busy. */
function threadsOf(addon: Addon, { threads }: NativeOptions): number {
  const logical = availableParallelism(); // a container's quota counts here
  return threads ?? Math.min(MOST_THREADS, logical, addon.cores() || logical);
}

/**
 * Makes the native backend tfjs-core's current one, with its kernels registered. What the options set is set for the
 * whole process; level and precision can change only while no other thread of JavaScript has tensors.
 *
 * @param given the options; one that is left out gets its default, also where an earlier start had set it
 * @throws GptError `INVALID_OPTIONS`, `NATIVE_MISSING`, `NATIVE_BROKEN`, `NATIVE_LEVEL`, `NATIVE_IN_USE`
 */
export async function startNative(given: NativeOptions = {}): Promise<void> {
  const options = validate(nativeOptions, given, `backend "${BACKEND_NAME}"`);
  configure(loadAddon(), options);
  await startCompiled(BACKEND_NAME, loadAddon());
}

function configure(addon: Addon, given: NativeOptions): void {
  const levels = addon.levels();
  const level = given.level ?? (levels[0] as Level);
  if (!levels.includes(level)) {
    throw new GptError("NATIVE_LEVEL", {
      message: "The native backend cannot use this instruction set here.",
      expected: levels.join(", "),
      got: level,
      help: "leave the option `level` out for the fastest that this processor has",
    });
  }
  const precision = given.precision ?? "f32";
  if (!addon.setLevel(level) || !addon.setBf16(precision === "bf16" ? 1 : 0)) {
    throw new GptError("NATIVE_IN_USE", {
      message: "Another thread of JavaScript uses the native backend with other settings.",
      expected: "the level and precision that it was started with there",
      got: `${level}, ${precision}`,
      help: "start it with the same options in every thread, or when the others have ended",
    });
  }
  addon.threads(threadsOf(addon, given));
  addon.setLimit(given.memoryLimit ?? Math.floor(0.95 * memoryHere()));
}

/** Bytes that this process may use: a container may have less than its machine. */
function memoryHere(): number {
  const constrained = process.constrainedMemory?.() ?? 0; // 0: no limit known; Deno has no such function
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
