/**
 * Tokens per second as a moving average: an exponential mean of the tokens over one of the seconds,
 * so that a long step weighs as much as its time. Validation and saving never enter: only the
 * time between the start of a step and its loss is added.
 */
export class Throughput {
  readonly #decay: number;
  #tokens = 0;
  #seconds = 0;

  /** @param window steps after which an old step's weight has fallen to 1/e. @default 30 */
  constructor(window = 30) {
    this.#decay = Math.exp(-1 / window);
  }

  add(tokens: number, seconds: number): void {
    this.#tokens = this.#tokens * this.#decay + tokens;
    this.#seconds = this.#seconds * this.#decay + seconds;
  }

  /** 0 before the first step. Both means miss the same start-up factor, which cancels. */
  get tokensPerSecond(): number {
    return this.#seconds > 0 ? this.#tokens / this.#seconds : 0;
  }
}
