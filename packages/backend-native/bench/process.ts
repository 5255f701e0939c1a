import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a process says of a turn. */
interface Turn {
  /** Milliseconds of each run. */
  readonly times: readonly number[];
  /** Most memory that the process has had so far, in KiB. */
  readonly peak: number;
}

/** One that waits while others work. */
export interface Side {
  readonly version: string;
  run(times: number): Promise<Turn>;
  stop(): void;
}

/**
 * Starts a program that says "ready" and its version, then answers lines with a number of runs by
 * its peak memory and their times. Null where it does not come up.
 */
export async function startSide(command: string, args: readonly string[]): Promise<Side | null> {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", process.env.VERBOSE ? "inherit" : "ignore"],
    env: { ...process.env, KMP_BLOCKTIME: "1" },
  });
  child.on("error", () => {}); // no such program: the answers end
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await answers.next();
  if (first.done) return null;
  return {
    version: first.value.split(" ")[1] as string,
    run: async (times) => {
      child.stdin.write(`${times}\n`);
      const [peak, ...numbers] = String((await answers.next()).value)
        .split(" ")
        .map(Number);
      return { peak: peak as number, times: numbers };
    },
    stop: () => child.kill(),
  };
}
