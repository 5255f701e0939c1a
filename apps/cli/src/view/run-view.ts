import type { Callback } from "@gpt/trainer";
import type { Preparation } from "@gpt/trainer/node";

/** Shows a run while it goes on. */
export interface RunView extends Callback {
  /** @param facts where it goes, and what computes */
  begin(facts: { readonly folder: string; readonly backend: string }): void;
  /** Before the first step: the tokenizer is trained, the corpus turned into tokens. */
  prepare(progress: Preparation): void;
  /** The user asked to stop. */
  stopping(): void;
  close(): void;
}
