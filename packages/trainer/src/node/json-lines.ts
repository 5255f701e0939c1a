import { type FileHandle, open, readFile, rename, writeFile } from "node:fs/promises";
import type { Callback, TrainEvent } from "../loop/events.ts";
import { withFileErrors } from "./file-errors.ts";

type EventType = TrainEvent["type"];

/** The event of one type. */
export type EventOf<T extends EventType> = Extract<TrainEvent, { type: T }>;

/**
 * Writes events of some types to a file, one JSON object a line. When a run goes on from a
 * checkpoint, lines of later steps (done after it, and lost) are dropped first, so that the log
 * reads as if the run had never stopped.
 */
export class JsonLines implements Callback {
  readonly #path: string;
  readonly #types: ReadonlySet<EventType>;
  #file: FileHandle | null = null;

  constructor(path: string, types: readonly EventType[]) {
    this.#path = path;
    this.#types = new Set(types);
  }

  async on(event: TrainEvent): Promise<void> {
    await withFileErrors(this.#path, async () => {
      if (event.type === "start") await this.#open(event.step);
      if (!this.#types.has(event.type)) return;
      await this.#file?.appendFile(`${JSON.stringify(event)}\n`);
    });
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #open(step: number): Promise<void> {
    const events = step === 0 ? [] : await readEvents(this.#path);
    const kept = events.filter((event) => event.step <= step && event.type !== "done");
    const text = kept.map((event) => `${JSON.stringify(event)}\n`).join("");
    await writeFile(`${this.#path}.tmp`, text);
    await rename(`${this.#path}.tmp`, this.#path);
    this.#file = await open(this.#path, "a");
  }
}

/** The events of a log; a torn last line (the process was killed in it) is left out, as is a missing file. */
export async function readEvents(path: string): Promise<TrainEvent[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as TrainEvent];
    } catch {
      return [];
    }
  });
}
