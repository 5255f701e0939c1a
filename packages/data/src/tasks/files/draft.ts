import type { LabelIndex } from "../labels.ts";

/** An example whose labels are still as the file writes them. */
export interface Draft<E> {
  /** Labels to be known by; empty where the form has none. */
  readonly labels: readonly string[];
  /** The example. @throws GptError `LABEL_UNKNOWN` */
  finish(index: LabelIndex): E;
}

/** Examples that stay together when a file is shared out: of one row, article or sentence. */
export type Unit<E> = readonly Draft<E>[];
