import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Callback, RunFacts, TrainEvent } from "../loop/events.ts";
import type { RunLog } from "../report/data.ts";
import { type ChartLibrary, renderReport } from "../report/html.ts";
import { withFileErrors } from "./file-errors.ts";
import { type EventOf, readEvents } from "./json-lines.ts";

/**
 * Keeps `report.html` of a run folder up to date: written at the start, after every validation and
 * at the end, from the logs in the folder. It must stand after the logs among the callbacks.
 */
export class ReportFile implements Callback {
  readonly #folder: string;
  #facts: RunFacts | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async on(event: TrainEvent): Promise<void> {
    if (event.type === "start") this.#facts = event.facts;
    if (this.#facts === null) return;
    if (event.type === "done") await writeReport(this.#folder, this.#facts, event.reason);
    if (event.type === "start" || event.type === "validation" || event.type === "sample") {
      await writeReport(this.#folder, this.#facts, "running");
    }
  }
}

/** Writes `report.html` from `config.json`, `metrics.jsonl` and `samples.jsonl` of a run folder. */
export async function writeReport(
  folder: string,
  facts: RunFacts,
  status: RunLog["status"],
): Promise<void> {
  const path = join(folder, "report.html");
  await withFileErrors(path, async () => {
    const metrics = await readEvents(join(folder, "metrics.jsonl"));
    const samples = await readEvents(join(folder, "samples.jsonl"));
    const config = await readFile(join(folder, "config.json"), "utf8").catch(() => "null");
    const of = <T extends TrainEvent["type"]>(events: TrainEvent[], type: T) =>
      events.filter((event): event is EventOf<T> => event.type === type);
    const log: RunLog = {
      facts,
      status,
      config: JSON.parse(config),
      steps: of(metrics, "step"),
      validations: of(metrics, "validation"),
      samples: of(samples, "sample"),
    };
    // A reader never sees half a page.
    await writeFile(`${path}.tmp`, renderReport(log, await charts()));
    await rename(`${path}.tmp`, path);
  });
}

/** uPlot's own files, as installed. */
async function charts(): Promise<ChartLibrary> {
  const dist = (file: string) => createRequire(import.meta.url).resolve(`uplot/dist/${file}`);
  return {
    script: await readFile(dist("uPlot.iife.min.js"), "utf8"),
    style: await readFile(dist("uPlot.min.css"), "utf8"),
  };
}
