import { type FileHandle, open } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Callback, SampleEvent, TrainEvent } from "../loop/events.ts";
import { fileHeader, scalars, sessionStart, text } from "../tensorboard/event.ts";
import { withFileErrors } from "./file-errors.ts";

/**
 * Writes a TensorBoard event file into the folder: `tensorboard --logdir runs` shows all runs
 * beside each other. Every session writes a file of its own, as TensorBoard expects.
 */
export class TensorBoardFile implements Callback {
  readonly #folder: string;
  #file: FileHandle | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  on(event: TrainEvent): Promise<void> {
    return withFileErrors(this.#folder, async () => {
      if (event.type === "start") await this.#open(event.step);
      const record = encode(event, now());
      if (record !== null) await this.#file?.appendFile(record);
    });
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #open(step: number): Promise<void> {
    const wallTime = now();
    const stamp = `${Math.floor(wallTime)}.${hostname()}.${process.pid}.${step}`;
    this.#file = await open(join(this.#folder, `events.out.tfevents.${stamp}`), "a");
    await this.#file.appendFile(fileHeader(wallTime));
    await this.#file.appendFile(sessionStart({ wallTime, step: step + 1 }));
  }
}

function encode(event: TrainEvent, wallTime: number): Uint8Array | null {
  const time = { wallTime, step: event.step };
  switch (event.type) {
    case "step":
      return scalars(time, {
        "loss/train": event.loss,
        "optimizer/learning_rate": event.learningRate,
        "optimizer/gradient_norm": event.gradNorm,
        "speed/tokens_per_second": event.tokensPerSecond,
      });
    case "validation":
      return scalars(time, {
        "loss/validation": event.loss,
        "loss/validation_perplexity": Math.exp(event.loss),
      });
    case "sample":
      return text(time, "samples", markdown(event));
    default:
      return null;
  }
}

/** Prompts bold; line breaks kept. */
function markdown({ samples }: SampleEvent): string {
  return samples
    .map((sample) => `**${sample.prompt}**${sample.text}`.replaceAll("\n", "  \n"))
    .join("\n\n---\n\n");
}

/** Seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
