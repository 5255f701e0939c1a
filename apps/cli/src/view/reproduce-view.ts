import { relative } from "node:path";
import { formatDuration } from "@gpt/trainer";
import { Presets, SingleBar } from "cli-progress";
import colors from "picocolors";
import { ownName, userFolder } from "../paths.ts";
import type { FinishedPart } from "../reproduce/finished-parts.ts";
import type { Conclusion, Part, Reproduction } from "../reproduce/part.ts";
import type { PartsView } from "../reproduce/run-parts.ts";
import { BAR } from "./bar.ts";

/** Seconds between lines where there is no terminal to draw a bar on. */
const QUIET = 15;

/** Tells how it goes: to people on stderr, to machines in JSON lines on stdout. */
export class ReproduceView implements PartsView {
  readonly #json: boolean;
  readonly #bar: SingleBar | null;
  #label = "";
  #told = 0;

  constructor(json: boolean) {
    this.#json = json;
    const drawn = !json && process.stderr.isTTY === true;
    this.#bar = drawn ? new SingleBar(BAR, Presets.shades_grey) : null;
  }

  /** @param goesOn whether parts of it are done already */
  start(
    { name, title, parts }: Reproduction,
    folder: string,
    backend: string,
    goesOn: boolean,
  ): void {
    const event = { event: "reproduction", name, folder, backend, parts: parts.length, goesOn };
    this.#tell(event, [
      colors.bold(title),
      `${colors.dim("backend")} ${backend}`,
      `${colors.dim("folder ")} ${shown(folder)}${goesOn ? ", goes on" : ""}`,
    ]);
    this.#bar?.start(1, 0, { text: "" });
  }

  begin(part: Part, index: number, count: number): void {
    this.#label = `${index + 1}/${count} ${part.label}`;
    this.#told = 0;
    if (this.#json) print({ event: "part", name: part.name, index, count });
  }

  progress(share: number, remaining: number | null): void {
    const left = remaining === null ? "" : `, ${formatDuration(remaining)} left`;
    const text = `${this.#label}${left}`;
    this.#bar?.update(share, { text });
    const now = performance.now() / 1000;
    if (this.#bar !== null || now - this.#told < QUIET) return;
    if (this.#json) print({ event: "progress", share, remaining });
    else if (this.#told > 0) console.error(`${Math.round(100 * share)} %  ${text}`);
    this.#told = now;
  }

  end({ name, label }: Part, { result, seconds, processorSeconds }: FinishedPart): void {
    this.#tell({ event: "result", name, result, seconds, processorSeconds }, [
      `${label}  ${brief(result)}${colors.dim(`  ${formatDuration(seconds)}`)}`,
    ]);
  }

  stopping(): void {
    this.#tell({ event: "stopping" }, [
      colors.yellow("stopping after this step; once more to quit at once"),
    ]);
  }

  stopped(name: string, folder: string): void {
    const again = `${ownName()} reproduce ${name} --out ${shown(folder)}`;
    this.#tell({ event: "stopped", folder }, [
      `stopped; what is finished is kept. The same call goes on: ${again} …`,
    ]);
  }

  done(folder: string, { claims }: Conclusion, seconds: number): void {
    const mark = (holds: boolean) => (holds ? colors.green("✓") : colors.red("✗"));
    this.#tell({ event: "done", folder, claims, seconds }, [
      ...claims.map(({ text, holds }) => `${mark(holds)} ${text}`),
      `${colors.green("done")} in ${formatDuration(seconds)}`,
      `${colors.dim("report ")} ${shown(folder)}/report.html`,
    ]);
  }

  close(): void {
    this.#bar?.stop();
  }

  #tell(event: object, lines: readonly string[]): void {
    if (this.#json) {
      print(event);
      return;
    }
    const isDrawn = this.#bar?.isActive === true;
    if (isDrawn) process.stderr.write("\r\x1b[K");
    for (const line of lines) console.error(line);
    if (isDrawn) this.#bar?.render();
  }
}

/** The numbers of a result. */
function brief(result: object): string {
  return Object.entries(result)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(3)}`)
    .join("  ");
}

function shown(folder: string): string {
  return relative(userFolder(), folder) || ".";
}

function print(event: object): void {
  console.log(JSON.stringify(event));
}
