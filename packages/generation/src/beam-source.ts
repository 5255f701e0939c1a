import { type Candidate, lengthPenalty, likeliest } from "./beam-candidates.ts";

/** A target that is still being written. */
export interface Beam {
  /** Its tokens so far, without the start token. */
  readonly ids: readonly number[];
  readonly logProbability: number;
  /** Row of the last step's logits that it goes on from. */
  readonly row: number;
}

/** A target, whole. */
export interface Hypothesis {
  /** Its tokens, without start and end token. */
  readonly ids: readonly number[];
  /** Sum over its tokens, the end token counted, in nats. */
  readonly logProbability: number;
  /** logProbability / lengthPenalty: what hypotheses are ranked by. */
  readonly score: number;
  /** Whether it came to its end, or was cut off at the longest length. */
  readonly ended: boolean;
}

/** How one source is searched. */
export interface BeamRules {
  readonly beams: number;
  /** Exponent of the length penalty. */
  readonly penalty: number;
  readonly end: number;
  /** Most tokens of a target, the end token counted. */
  readonly maxLength: number;
}

/** The search for one source's target. */
export class SourceSearch {
  /** The targets that are still being written, best first; none when the search is over. */
  alive: readonly Beam[] = [{ ids: [], logProbability: 0, row: 0 }];
  readonly #finished: Hypothesis[] = [];
  readonly #rules: BeamRules;

  constructor(rules: BeamRules) {
    this.#rules = rules;
  }

  /** What was found, best first. */
  get hypotheses(): readonly Hypothesis[] {
    const best = [...this.#finished].sort((a, b) => b.score - a.score);
    return best.slice(0, this.#rules.beams);
  }

  /** One step: `logits` gives the row of each living beam; `firstRow` is where theirs begin. */
  advance(logits: (row: number) => Float32Array, firstRow: number): void {
    const { beams, end, maxLength } = this.#rules;
    // Twice as many as beams: even if all the best end, as many are left to go on with.
    const candidates = this.alive
      .flatMap((beam, i) =>
        likeliest(logits(firstRow + i), 2 * beams).map((candidate) =>
          extend(beam, candidate, firstRow + i),
        ),
      )
      .sort((a, b) => b.logProbability - a.logProbability)
      .slice(0, 2 * beams);
    const isEnd = ({ ids }: Beam) => ids.at(-1) === end;
    // An end counts only among the best; further down it is too unlikely to be worth a place.
    for (const beam of candidates.slice(0, beams).filter(isEnd)) this.#finish(beam, true);
    const going = candidates.filter((beam) => !isEnd(beam)).slice(0, beams);
    const full = this.#finished.length >= beams;
    const cutOff = !full && (going[0]?.ids.length ?? 0) >= maxLength;
    if (cutOff) for (const beam of going) this.#finish(beam, false);
    this.alive = full || cutOff ? [] : going;
  }

  #finish({ ids, logProbability }: Beam, ended: boolean): void {
    const score = logProbability / lengthPenalty(ids.length, this.#rules.penalty);
    const text = ended ? ids.slice(0, -1) : ids;
    this.#finished.push({ ids: text, logProbability, score, ended });
  }
}

function extend(beam: Beam, { id, logProbability }: Candidate, row: number): Beam {
  return {
    ids: [...beam.ids, id],
    logProbability: beam.logProbability + logProbability,
    row,
  };
}
