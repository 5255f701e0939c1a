/** What a {@link StopFilter} lets through of the text so far. */
export interface Filtered {
  /** Text that is now certain to stand before every stop string. */
  readonly text: string;
  /** Whether a stop string was met; nothing after it is let through. */
  readonly stopped: boolean;
}

/**
 * Cuts a stream of text at the first stop string, which may arrive in pieces: text that could still
 * turn out to be the beginning of a stop string is held back until it cannot.
 */
export class StopFilter {
  readonly #stops: readonly string[];
  #held = "";

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== "");
  }

  /** Takes the next piece of text. */
  push(piece: string): Filtered {
    this.#held += piece;
    const cut = this.#firstStop();
    if (cut >= 0) return { text: this.#release(cut), stopped: true };
    return { text: this.#release(this.#held.length - this.#openLength()), stopped: false };
  }

  /** The text that was held back, at the end of the stream. */
  flush(): string {
    return this.#release(this.#held.length);
  }

  #release(length: number): string {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return text;
  }

  #firstStop(): number {
    const found = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : -1;
  }

  /** Length of the longest end of the held text that begins a stop string. */
  #openLength(): number {
    return Math.max(0, ...this.#stops.map((stop) => overlap(this.#held, stop)));
  }
}

function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
