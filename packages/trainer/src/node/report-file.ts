import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { GptError } from "@gpt/registry";
import type { Callback, RunFacts, TrainEvent } from "../loop/events.ts";
import type { RunLog } from "../report/data.ts";
import { type ChartLibrary, renderReport } from "../report/html.ts";
import { withFileErrors } from "./file-errors.ts";
import { type EventOf, readEvents } from "./json-lines.ts";

/**
 * Keeps `report.html` of a run folder up to date: written at the start, after every validation or
 * sample, and at the end, from the logs in the folder. It must stand after the logs among the callbacks.
 */
export class ReportFile implements Callback {
  readonly #folder: string;
  #facts: RunFacts | null = null;
  #hasNews = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async on(event: TrainEvent): Promise<void> {
    if (event.type === "start") this.#facts = event.facts;
    if (this.#facts === null) return;
    if (event.type === "done") await writeReport(this.#folder, this.#facts, event.reason);
    const isNews = event.type === "validation" || event.type === "sample";
    // A validation's sample comes before the next step: one page shows both.
    if (event.type === "start" || (event.type === "step" && this.#hasNews)) {
      await writeReport(this.#folder, this.#facts, "running");
      this.#hasNews = false;
    }
    if (isNews) this.#hasNews = true;
  }
}

/**
 * Writes `report.html` of a run folder anew, from its logs.
 *
 * @returns the page's path
 * @throws GptError `LOG_MISSING` where the folder has no metrics.jsonl with a session's start
 */
export async function reportRun(folder: string): Promise<string> {
  const metrics = await readEvents(join(folder, "metrics.jsonl"));
  const start = eventsOf(metrics, "start").at(-1);
  if (start === undefined) throw noLog(folder);
  const done = eventsOf(metrics, "done").at(-1);
  return writeReport(folder, start.facts, done?.reason ?? "running");
}

async function writeReport(
  folder: string,
  facts: RunFacts,
  status: RunLog["status"],
): Promise<string> {
  const path = join(folder, "report.html");
  return withFileErrors(path, async () => {
    const metrics = await readEvents(join(folder, "metrics.jsonl"));
    const samples = await readEvents(join(folder, "samples.jsonl"));
    const config = await readFile(join(folder, "config.json"), "utf8").catch(() => "null");
    const log: RunLog = {
      facts,
      status,
      config: JSON.parse(config),
      steps: eventsOf(metrics, "step"),
      validations: eventsOf(metrics, "validation"),
      samples: eventsOf(samples, "sample"),
    };
    // A reader never sees half a page.
    await writeFile(`${path}.tmp`, renderReport(log, await charts()));
    await rename(`${path}.tmp`, path);
    return path;
  });
}

function eventsOf<T extends TrainEvent["type"]>(events: TrainEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function noLog(folder: string): GptError {
  return new GptError("LOG_MISSING", {
    message: `There is no log of a run in ${folder}.`,
    expected: "metrics.jsonl, as the callback of that name writes it",
    got: "none, or one without a start",
    help: 'check the path; a run needs the callback "metrics" for a report',
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
