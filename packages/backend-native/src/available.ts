import { loadAddon } from "./load.ts";

/** For tests: why the kernels are not there, or false; `describe.skipIf(missing())`. */
export function missing(): string | false {
  try {
    loadAddon();
    return false;
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0] as string;
    console.warn(`tests of the native backend are skipped: ${reason}`);
    return reason;
  }
}
