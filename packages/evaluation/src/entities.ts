import type { PrecisionRecall } from "./classes.ts";
import { checkInputs, harmonic, ratio } from "./inputs.ts";

/** An entity in a sentence: its type and its first and last word. */
export interface Entity {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Entities of a sentence's tags `B-TYPE`, `I-TYPE` and `O`, read as the CoNLL evaluation does: an `I-`
 * that follows nothing of its type begins an entity too.
 */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const found: Entity[] = [];
  let open = null as { type: string; start: number } | null;
  for (const [at, tag] of [...tags, "O"].entries()) {
    const type = tag === "O" ? null : tag.replace(/^[BI]-/, "");
    const goesOn = tag.startsWith("I-") && open?.type === type;
    if (open && !goesOn) found.push({ ...open, end: at - 1 });
    if (type === null) open = null;
    else if (!goesOn) open = { type, start: at };
  }
  return found;
}

/** {@link entityF1}: over all types, and of each. */
export interface EntityScore extends PrecisionRecall {
  readonly types: { readonly [type: string]: PrecisionRecall };
}

/**
 * F1 over whole entities: right is one with the same type, first and last word (CoNLL-2003, Tjong Kim
 * Sang and De Meulder 2003).
 *
 * @throws GptError `METRIC_INPUT`
 */
export function entityF1(
  predicted: readonly (readonly string[])[],
  expected: readonly (readonly string[])[],
): EntityScore {
  checkInputs(predicted, expected);
  const guessed = keys(predicted);
  const actual = keys(expected);
  const types = [...new Set([...guessed, ...actual].map(typeOf))].sort();
  const of = (type: string) => (key: string) => typeOf(key) === type;
  return {
    ...score(guessed, actual),
    types: Object.fromEntries(
      types.map((type) => [type, score(guessed.filter(of(type)), actual.filter(of(type)))]),
    ),
  };
}

function keys(sentences: readonly (readonly string[])[]): string[] {
  return sentences.flatMap((tags, sentence) =>
    entitiesOf(tags).map(({ type, start, end }) => `${sentence} ${start} ${end} ${type}`),
  );
}

function typeOf(key: string): string {
  return key.split(" ").slice(3).join(" ");
}

function score(guessed: readonly string[], actual: readonly string[]): PrecisionRecall {
  const known = new Set(actual);
  const right = guessed.filter((key) => known.has(key)).length;
  const precision = ratio(right, guessed.length);
  const recall = ratio(right, actual.length);
  return { precision, recall, f1: harmonic(precision, recall) };
}
