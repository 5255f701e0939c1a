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
    process.stdout.write(`${[process.resourceUsage().maxRSS, ...times].join(" ")}\n`);
  }
  process.exit(0);
}
