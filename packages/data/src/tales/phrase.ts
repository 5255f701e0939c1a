import type { Random } from "@gpt/random";
import type { Gender, Thing } from "./lexicon.ts";

/** "a" or "an" before a word. */
export function article(word: string): string {
  return /^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`;
}

/** First letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Forms of a character's pronoun. */
export interface Pronoun {
  readonly subject: string;
  readonly object: string;
  readonly possessive: string;
}

/** Pronouns of a gender. */
export function pronoun(gender: Gender): Pronoun {
  return gender === "he"
    ? { subject: "he", object: "him", possessive: "his" }
    : { subject: "she", object: "her", possessive: "her" };
}

/** Forms that agree with a thing's number. */
export interface ThingForms {
  /** "a red ball", "some red boots". */
  readonly some: string;
  /** "the red ball". */
  readonly the: string;
  /** "ball". */
  readonly noun: string;
  readonly it: string;
  readonly was: string;
}

/** Forms of a thing with a look. */
export function thingForms(thing: Thing, look: string): ThingForms {
  const named = `${look} ${thing.noun}`;
  return {
    some: thing.plural ? `some ${named}` : article(named),
    the: `the ${named}`,
    noun: thing.noun,
    it: thing.plural ? "them" : "it",
    was: thing.plural ? "were" : "was",
  };
}

/** Chooses one of several ways to say the same. */
export type Choose = (...ways: readonly string[]) => string;

/** A chooser that draws from a sequence of random numbers. */
export function chooser(random: Random): Choose {
  return (...ways) => random.pick(ways);
}
