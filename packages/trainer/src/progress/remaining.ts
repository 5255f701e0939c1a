/** Where a run stands, and how far it may go; an absent limit does not bind. */
export interface Course {
  readonly step: number;
  readonly tokens: number;
  /** Of the whole run, sessions before a resume included. */
  readonly seconds: number;
  readonly steps?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly maxMinutes?: number | undefined;
}

/**
 * Share of the run that is done, 0 … 1: by whichever limit is nearest. Steps, tokens and time all
 * grow about linearly, so the largest share is the one that will end the run.
 */
export function fractionDone(course: Course): number {
  const share = (done: number, limit: number | undefined): number =>
    limit === undefined ? 0 : limit > 0 ? Math.min(1, done / limit) : 1;
  return Math.max(
    share(course.step, course.steps),
    share(course.tokens, course.maxTokens),
    share(course.seconds, course.maxMinutes === undefined ? undefined : course.maxMinutes * 60),
  );
}

/**
 * Seconds until the run ends at the pace of this session (validation, samples and saving included:
 * they will go on too), or null while nothing is known yet.
 *
 * @param start where this session began (step 0, or the checkpoint it resumed from)
 */
export function secondsRemaining(start: Course, now: Course): number | null {
  const advanced = fractionDone(now) - fractionDone(start);
  const took = now.seconds - start.seconds;
  if (fractionDone(now) >= 1) return 0;
  if (advanced <= 0 || took <= 0) return null;
  return ((1 - fractionDone(now)) / advanced) * took;
}
