import { relative } from "node:path";
import {
  type DoneEvent,
  formatCount,
  formatDuration,
  formatNumber,
  fractionDone,
  type RunFacts,
  type SampleEvent,
  type StepEvent,
  type TrainEvent,
  type ValidationEvent,
} from "@gpt/trainer";
import type { Preparation } from "@gpt/trainer/node";
import { Presets, SingleBar } from "cli-progress";
import colors from "picocolors";
import { ownName, userFolder } from "../paths.ts";
import { BAR } from "./bar.ts";
import { preparationProgress, preparationStage } from "./preparation-text.ts";
import type { RunView } from "./run-view.ts";

/** What a model is good for once it is trained, where that is not continuing texts. */
const NEXT_COMMAND: ReadonlyMap<string, string> = new Map([
  ["bert", "finetune --task tales-sentiment --from"],
  ["transformer", "evaluate"],
]);

/** Seconds between lines where there is no terminal to draw a bar on. */
const QUIET = 10;

const REASONS: { readonly [reason in DoneEvent["reason"]]: string } = {
  steps: "all steps done",
  tokens: "token limit reached",
  minutes: "time limit reached",
  patience: "no better for too long",
  interrupted: "stopped, saved",
};

/** Milliseconds between two drawings of a line that counts. */
const REDRAW = 100;

/** A run for people: a bar on a terminal, a line now and then elsewhere. Writes to stderr. */
export class TerminalView implements RunView {
  readonly #bar: SingleBar | null;
  #facts: RunFacts | null = null;
  #folder = "";
  #line = 0;
  #prepared = "";
  #told = 0;

  constructor() {
    const isTerminal = process.stderr.isTTY === true;
    this.#bar = isTerminal ? new SingleBar(BAR, Presets.shades_grey) : null;
  }

  begin({ folder, backend }: { readonly folder: string; readonly backend: string }): void {
    this.#folder = relative(userFolder(), folder) || ".";
    this.#say(`${colors.dim("backend")} ${backend}`);
    this.#say(`${colors.dim("folder ")} ${this.#folder}`);
  }

  prepare(preparation: Preparation): void {
    const stage = preparationStage(preparation);
    const isTerminal = process.stderr.isTTY === true;
    if (stage !== this.#prepared) {
      if (isTerminal && this.#prepared !== "") process.stderr.write("\n");
      this.#prepared = stage;
      this.#told = 0;
      if (!isTerminal) console.error(`${stage} …`);
    }
    if (!isTerminal || performance.now() - this.#told < REDRAW) return;
    this.#told = performance.now();
    const line = `${stage} … ${preparationProgress(preparation)}`;
    process.stderr.write(`\r\x1b[K${colors.dim(line)}`);
  }

  on(event: TrainEvent): void {
    if (event.type === "start") this.#start(event.facts, event.step);
    if (event.type === "note") this.#say(`${colors.yellow("note")} ${event.message}`);
    if (event.type === "step") this.#step(event);
    if (event.type === "validation") this.#say(validationLine(event));
    if (event.type === "sample") this.#say(sampleText(event));
    if (event.type === "done") this.#done(event);
  }

  stopping(): void {
    this.#say(colors.yellow("stopping after this step; once more to quit at once"));
  }

  close(): void {
    this.#bar?.stop();
  }

  #start(facts: RunFacts, step: number): void {
    this.#facts = facts;
    const size = `${formatCount(facts.parameters)} parameters`;
    if (this.#prepared !== "" && process.stderr.isTTY === true) process.stderr.write("\n");
    const from = step > 0 ? `, going on from step ${step}` : "";
    this.#say(`${colors.dim("model  ")} ${facts.model}, ${size}${from}`);
    this.#bar?.start(1, 0, { text: "" });
  }

  #step(event: StepEvent): void {
    const { steps, maxTokens, maxMinutes } = this.#facts as RunFacts;
    const text = stepText(event, steps);
    if (this.#bar !== null) {
      this.#bar.update(fractionDone({ ...event, steps, maxTokens, maxMinutes }), { text });
    } else if (event.step === 1 || event.seconds - this.#line >= QUIET) {
      this.#line = event.seconds;
      this.#say(text);
    }
  }

  #done(event: DoneEvent): void {
    this.#bar?.stop();
    const best =
      event.bestLoss === null
        ? ""
        : `, best validation loss ${event.bestLoss.toFixed(4)} at step ${event.bestStep}`;
    const time = formatDuration(event.seconds);
    this.#say(`${colors.green(REASONS[event.reason])}: step ${event.step}, ${time}${best}`);
    this.#say(`${colors.dim("report ")} ${this.#folder}/report.html`);
    const next = NEXT_COMMAND.get(this.#facts?.model ?? "") ?? "sample";
    const [verb = ""] = next.split(" ");
    this.#say(`${colors.dim(verb.padEnd(7))} ${ownName()} ${next} ${this.#folder}`);
    if (event.reason === "interrupted") {
      this.#say(`${colors.dim("resume ")} ${ownName()} resume ${this.#folder}`);
    }
  }

  /** Prints above the bar. */
  #say(text: string): void {
    const bar = this.#bar;
    if (bar?.isActive) process.stderr.write("\r\x1b[K");
    console.error(text);
    if (bar?.isActive) bar.render();
  }
}

function stepText(event: StepEvent, steps: number | undefined): string {
  const { step, loss, tokensPerSecond, remaining } = event;
  const of = steps === undefined ? "" : `/${steps}`;
  const left = remaining === null ? "" : `, ${formatDuration(remaining)} left`;
  const speed = `${formatCount(tokensPerSecond)} tokens/s`;
  return `step ${step}${of}  loss ${loss.toFixed(4)}  ${speed}${left}`;
}

function validationLine({ step, loss, best }: ValidationEvent): string {
  const perplexity = formatNumber(Math.exp(loss));
  const star = best ? colors.green(" best") : "";
  return `${colors.bold(`step ${step}`)}  validation loss ${loss.toFixed(4)}, perplexity ${perplexity}${star}`;
}

function sampleText({ samples }: SampleEvent): string {
  return samples
    .map(({ prompt, text }) => `${colors.cyan(prompt)}${text}`.replace(/^/gm, "  │ "))
    .join("\n");
}
