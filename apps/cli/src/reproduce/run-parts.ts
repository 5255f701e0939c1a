import type { FinishedPart, FinishedParts } from "./finished-parts.ts";
import type { Part } from "./part.ts";

/** Watches the parts being done. */
export interface PartsView {
  /** @param index from 0 */
  begin(part: Part, index: number, count: number): void;
  /**
   * @param share of all parts that is done, 0 to 1
   * @param remaining seconds to go, or null while unknown
   */
  progress(share: number, remaining: number | null): void;
  end(part: Part, finished: FinishedPart): void;
}

/**
 * Does the parts that are not finished yet, one after the other. Each result is on disk before the next
 * part begins.
 *
 * @returns whether all are finished; false where `signal` was aborted
 */
export async function runParts(
  parts: readonly Part[],
  finished: FinishedParts,
  { view, signal }: { readonly view: PartsView; readonly signal: AbortSignal },
): Promise<boolean> {
  const course = new Course(parts, finished);
  for (const [index, part] of parts.entries()) {
    if (finished.has(part.name)) continue;
    if (signal.aborted) return false;
    view.begin(part, index, parts.length);
    const clock = startClock();
    let skipped: number | null = null; // what an earlier call did of it
    const progress = (share: number) => {
      const cost = share * part.cost;
      skipped ??= cost;
      const at = course.at(cost, { skipped, seconds: clock().seconds });
      view.progress(at.share, at.remaining);
    };
    const result = await part.run({ signal, progress });
    if (result === null) return false;
    const done = { result, ...clock() };
    await finished.add(part.name, done);
    course.add(part.cost, done.seconds);
    view.end(part, done);
  }
  return true;
}

/** How far all parts together are: their costs say how they compare, their seconds how fast it goes. */
class Course {
  readonly #total: number;
  #done = 0;
  #seconds = 0;

  constructor(parts: readonly Part[], finished: FinishedParts) {
    this.#total = parts.reduce((sum, { cost }) => sum + cost, 0);
    for (const { name, cost } of parts) {
      if (finished.has(name)) this.add(cost, finished.part(name).seconds);
    }
  }

  add(cost: number, seconds: number): void {
    this.#done += cost;
    this.#seconds += seconds;
  }

  /**
   * @param cost done of the current part
   * @param now how much of that took no time in this call, and how long the rest took
   */
  at(
    cost: number,
    { skipped, seconds }: { readonly skipped: number; readonly seconds: number },
  ): { readonly share: number; readonly remaining: number | null } {
    const done = this.#done + cost;
    const timed = done - skipped;
    const pace = (this.#seconds + seconds) / timed;
    return {
      share: done / this.#total,
      remaining: timed > 0 ? pace * (this.#total - done) : null,
    };
  }
}

/** Reads the time since now. */
function startClock(): () => { readonly seconds: number; readonly processorSeconds: number } {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return {
      seconds: (performance.now() - began) / 1000,
      processorSeconds: (user + system) / 1e6,
    };
  };
}
