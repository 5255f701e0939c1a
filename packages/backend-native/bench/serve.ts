import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** The TypeScript side of {@link startSide}'s protocol: runs work as often as each line says. */
export async function serve(version: string, run: () => unknown): Promise<void> {
  await run();
  process.stdout.write(`ready ${version}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const times: number[] = [];
    for (let i = 0; i < Number(line); i++) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
    process.stdout.write(`${[peakMemory(), ...times].join(" ")}\n`);
  }
  process.exit(0);
}

/** Most memory this process has had, in KiB. On Linux `maxRSS` begins with what the parent had when it started this one. */
function peakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
