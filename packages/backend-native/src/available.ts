import { describe } from "vitest";
import { loadAddon } from "./load.ts";
import type { Level } from "./options.ts";

/** For tests: why the kernels are not there, or false; `describe.skipIf(missing())`. */
export function missing(): string | false {
  try {
    loadAddon();
    return false;
  } catch (error) {
    if (process.env.GPT_NATIVE_LIBRARY) throw error; // one that was named is to be tested
    const reason = (error as Error).message.split("\n")[0] as string;
    console.warn(`tests of the native backend are skipped: ${reason}`);
    return reason;
  }
}

/** For tests of every level that is there, of those given (null: of all); a file whose tests are all skipped still has some. */
export function describeLevels(
  title: string,
  of: readonly Level[] | null,
  tests: (level: Level) => void,
): void {
  const here = missing() ? [] : loadAddon().levels();
  const levels = here.filter((level) => of?.includes(level) ?? true);
  for (const level of levels) describe(`${title} ${level}`, () => tests(level));
  if (levels.length === 0) describe.skip(title, () => tests("portable"));
}
