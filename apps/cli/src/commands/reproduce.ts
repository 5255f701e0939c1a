import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "@gpt/checkpoint/node";
import type { Json } from "@gpt/registry";
import { describeMachine, lockRun } from "@gpt/trainer/node";
import { type BackendFlags, startBackend } from "../backend.ts";
import { parseOverride, setOption } from "../overrides.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { FinishedParts } from "../reproduce/finished-parts.ts";
import { REPRODUCTIONS, type ReproductionName } from "../reproduce/index.ts";
import { type Circumstances, reproductionPage } from "../reproduce/page.ts";
import type { Conclusion, Reproduction } from "../reproduce/part.ts";
import { claimFolder } from "../reproduce/reproduction-folder.ts";
import { runParts } from "../reproduce/run-parts.ts";
import { stopSignal } from "../stop-signal.ts";
import { ReproduceView } from "../view/reproduce-view.ts";

/** Flags of `gpt reproduce`. */
export interface ReproduceFlags extends BackendFlags {
  readonly plugin?: readonly string[];
  readonly out?: string;
  readonly data?: readonly string[];
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** `gpt reproduce`: a paper's claim in miniature; a later call goes on from the finished parts. */
export async function reproduceCommand(
  name: ReproductionName,
  overrides: readonly string[],
  flags: ReproduceFlags,
): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  const folder = userPath(flags.out ?? `runs/${name}${flags.quick ? "-quick" : ""}`);
  const settings = settingsOf(name, overrides, flags);
  const reproduction = await REPRODUCTIONS[name].make(registry, folder, settings);
  const view = new ReproduceView(flags.json === true);
  const backend = await startBackend(registry, flags);
  await mkdir(folder, { recursive: true });
  const isNew = await claimFolder(folder, reproduction);
  const lock = await lockRun(folder);
  const stop = stopSignal(() => view.stopping());
  try {
    view.start(reproduction, folder, `${backend.name} (${backend.reason})`, !isNew);
    const finished = await FinishedParts.open(folder);
    if (await runParts(reproduction.parts, finished, { view, signal: stop.signal })) {
      const machine = `${describeMachine()}, ${backend.name} (${backend.reason})`;
      const facts = circumstances(reproduction, finished, machine);
      const conclusion = reproduction.conclude(finished);
      await writeConclusion(folder, reproduction, conclusion, facts);
      view.done(folder, conclusion, facts.seconds);
    } else {
      view.stopped(name, folder);
      process.exitCode = 130;
    }
  } finally {
    view.close();
    stop.release();
    await lock.release();
  }
}

/** The defaults, what --data names, and the overrides, which win. */
function settingsOf(
  name: ReproductionName,
  overrides: readonly string[],
  { quick = false, data }: ReproduceFlags,
): object {
  const { defaults, dataSettings } = REPRODUCTIONS[name];
  const settings = structuredClone(defaults(quick)) as { [option: string]: Json };
  for (const [path, value] of Object.entries(data === undefined ? {} : dataSettings(data))) {
    setOption(settings, path, value);
  }
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    setOption(settings, path, value);
  }
  return settings;
}

/** When and where the numbers came to be. */
function circumstances(
  { parts }: Reproduction,
  finished: FinishedParts,
  machine: string,
): Circumstances {
  const times = parts.map(({ name }) => finished.part(name));
  const sum = (key: "seconds" | "processorSeconds") =>
    times.reduce((total, time) => total + time[key], 0);
  return { machine, seconds: sum("seconds"), processorSeconds: sum("processorSeconds") };
}

/** `result.json` for machines, `report.html` for people. */
async function writeConclusion(
  folder: string,
  reproduction: Reproduction,
  conclusion: Conclusion,
  facts: Circumstances,
): Promise<void> {
  const { name, settings } = reproduction;
  const { claims, summary } = conclusion;
  const result = { name, claims, ...facts, ...summary, settings };
  await writeAtomic(join(folder, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
  await writeAtomic(join(folder, "report.html"), reproductionPage(reproduction, conclusion, facts));
}
