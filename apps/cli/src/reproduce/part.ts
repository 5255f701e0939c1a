/** What a part may use while it works. */
export interface PartContext {
  /** Aborted by Ctrl-C: the part ends soon, and keeps what it can go on from. */
  readonly signal: AbortSignal;
  /** Tells how far it is. @param share 0 to 1 */
  progress(share: number): void;
}

/** A piece of a reproduction that is done once: a pre-training, or one fine-tuning. */
export interface Part {
  /** Its result stands under this name. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** How long it takes, relative to the others. */
  readonly cost: number;
  /** @returns what it found, as plain JSON; null where it was interrupted */
  run(context: PartContext): Promise<object | null>;
}

/** Something that a paper says, and whether this reproduction shows it. */
export interface Claim {
  /** With the numbers. */
  readonly text: string;
  readonly holds: boolean;
}

/** What comes of all results. */
export interface Conclusion {
  readonly claims: readonly Claim[];
  /** Numbers for machines. */
  readonly summary: object;
  /** Sections of the report. */
  readonly sections: readonly string[];
}

/** A paper's claim in miniature: parts, and what follows from them. */
export interface Reproduction {
  /** `gpt reproduce NAME`. */
  readonly name: string;
  readonly title: string;
  /** Everything that decides the numbers, as plain JSON. */
  readonly settings: object;
  readonly parts: readonly Part[];
  conclude(results: Results): Conclusion;
}

/** The results of all parts, by name. */
export interface Results {
  /** @throws Error where there is no such part: a fault of the reproduction */
  get<T extends object>(name: string): T;
}
