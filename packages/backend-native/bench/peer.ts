import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Sizes } from "./configs.ts";

/** PyTorch in a process of its own, which waits while others work. */
export interface Peer {
  readonly version: string;
  /** Milliseconds of that many steps. */
  run(steps: number): Promise<number[]>;
  stop(): void;
}

/** Starts the peer; null where there is no Python with PyTorch. */
export async function startPeer(
  sizes: Sizes,
  threads: number,
  precision: string,
): Promise<Peer | null> {
  const { layers, heads, width, time, batch, vocab } = sizes;
  const numbers = [layers, heads, width, time, batch, vocab, threads].map(String);
  const child = spawn(
    process.env.PYTHON ?? "python3",
    [join(import.meta.dirname, "peer.py"), ...numbers, precision],
    {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, KMP_BLOCKTIME: "1" },
    },
  );
  child.on("error", () => {}); // no python3: the answers end
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await answers.next();
  if (first.done) return null;
  return {
    version: first.value.split(" ")[1] as string,
    run: async (steps) => {
      child.stdin.write(`${steps}\n`);
      const { value } = await answers.next();
      return String(value).split(" ").map(Number);
    },
    stop: () => child.stdin.end(),
  };
}
