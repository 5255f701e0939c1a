import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, writeAtomic } from "@gpt/checkpoint/node";
import type { Results } from "./part.ts";

/** What is kept of a finished part. */
export interface FinishedPart {
  readonly result: object;
  readonly seconds: number;
  /** Processor time, of all threads. */
  readonly processorSeconds: number;
}

/** The finished parts of a reproduction, in `parts.json`: a later call goes on from them. */
export class FinishedParts implements Results {
  readonly #path: string;
  readonly #parts: Map<string, FinishedPart>;

  private constructor(path: string, parts: ReadonlyMap<string, FinishedPart>) {
    this.#path = path;
    this.#parts = new Map(parts);
  }

  /** @throws GptError `CONFIG_NOT_JSON` where the file is broken */
  static async open(folder: string): Promise<FinishedParts> {
    const path = join(folder, "parts.json");
    const stored = existsSync(path) ? ((await readJsonFile(path)) as object) : {};
    return new FinishedParts(path, new Map(Object.entries(stored)));
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  get<T extends object>(name: string): T {
    return this.part(name).result as T;
  }

  /** With its times. */
  part(name: string): FinishedPart {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Error(`part ${name} is not finished`);
    return part;
  }

  /** Keeps a result on disk. @throws GptError `DISK_FULL`, `READ_ONLY`, `FILE_FAILED` */
  async add(name: string, part: FinishedPart): Promise<void> {
    this.#parts.set(name, part);
    const all = Object.fromEntries(this.#parts);
    await writeAtomic(this.#path, `${JSON.stringify(all, null, 1)}\n`);
  }
}
