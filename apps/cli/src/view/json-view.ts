import type { TrainEvent } from "@gpt/trainer";
import type { Preparation } from "@gpt/trainer/node";
import type { RunView } from "./run-view.ts";

/** A run for machines: one JSON object a line. */
export class JsonView implements RunView {
  begin(facts: { readonly folder: string; readonly backend: string }): void {
    print({ event: "run", ...facts });
  }

  prepare(_progress: Preparation): void {}

  on({ type, ...event }: TrainEvent): void {
    print({ event: type, ...event });
  }

  stopping(): void {
    print({ event: "stopping" });
  }

  close(): void {}
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}
